/**
 * The periodic audit of one network: walks the indexed ranges a little at a time, compares what is stored with what the
 * source gives now (whole rows, and totals by `./sums`), writes down each difference and mends it by indexing the range again.
 * Beside the ranges it looks at the network's own row, at losing blocks and at what addresses claim. It is gentle: one small
 * step, then a pause that is many times as long. It judges nothing while the source's chain does not contain our head, and mends
 * nothing where it does not contain our final block.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Block, GetStatusResponse } from "#proto";
import { equalBytes } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { Log } from "#server/lib/log";
import { type ChainFacts, decodeBlock } from "../decode/block";
import type { BlockRows, Head } from "../decode/rows";
import { statedNetwork } from "../source/facts";
import type { NodeClient } from "../source/node-client";
import { HeadMovedError } from "../store/commit-blocks";
import type { Store } from "../store/store";
import { type Difference, inWords } from "./compare";
import { SideChecks } from "./side-checks";
import type { Suspect } from "./structure";

export interface AuditLimits {
  /** Between two steps, at least. */
  readonly pauseMs: number;
  /** A pause is so many times as long as the step before it, at least. */
  readonly pauseFactor: number;
  /** One step compares so many blocks or transactions whole, whatever is reached first. */
  readonly blocksMax: number;
  readonly transactionsMax: number;
  /** One step looks at the structure of so many heights. */
  readonly heightsMax: number;
  /** Ranges around suspicious heights that one step mends. */
  readonly suspectsMax: number;
}

export const AUDIT_LIMITS: AuditLimits = {
  pauseMs: 5_000,
  pauseFactor: 20,
  blocksMax: 100,
  transactionsMax: 2_000,
  heightsMax: 10_000,
  suspectsMax: 10,
};

/** The first look comes after the first catching up. */
type Moment = { readonly head: Head; readonly earliest: number; readonly status: GetStatusResponse };

export class Auditor {
  readonly #beside: SideChecks;

  constructor(
    private readonly store: Store,
    private readonly client: NodeClient,
    private readonly facts: ChainFacts,
    private readonly log: Log,
    private readonly limits: AuditLimits = AUDIT_LIMITS,
  ) {
    this.#beside = new SideChecks(store, client, log);
  }

  /** Until the signal aborts; what goes wrong is said and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    let pauseMs = this.limits.pauseMs;
    while (!signal.aborted) {
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const began = performance.now();
      try {
        await this.step(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof HeadMovedError))
          this.log.warn({ network: this.store.name, error: String(error) }, "the audit could not look");
      }
      pauseMs = Math.max(this.limits.pauseMs, (performance.now() - began) * this.limits.pauseFactor);
    }
  }

  async step(signal: AbortSignal): Promise<void> {
    const { audit } = this.store;
    await this.#beside.places();
    const next = await audit.cursor();
    const moment = await this.#moment(signal);
    if (!moment) return;
    const { head, earliest, status } = moment;
    const stated = statedNetwork(status);
    await this.#beside.stated(stated);
    const from = next > head.height || next < earliest ? earliest : next;
    const structureTo = Math.min(head.height, from + this.limits.heightsMax - 1);
    await this.#followSuspects(await audit.suspects(from, structureTo), moment, signal);
    const checkedTo = await this.#checkRange(from, moment, signal);
    if (from === earliest) await this.#beside.missing(stated, signal);
    await this.#beside.losing(from, checkedTo, stated, signal);
    await this.#beside.addresses(head.height);
    await audit.checked(checkedTo + 1);
  }

  /** Null while ours is not the source's chain: it is being followed, or read. */
  async #moment(signal: AbortSignal): Promise<Moment | null> {
    const status = await this.client.status(signal);
    const { head, recordingId } = await this.store.read();
    if (!head || (!status.live && recordingId !== status.bootId)) return null;
    const same = await this.client.block({ $case: "height", value: head.height }, signal);
    if (!same || !equalBytes(same.hash, head.hash)) return null;
    return { head, earliest: await this.#earliest(status), status };
  }

  async #earliest(status: GetStatusResponse): Promise<number> {
    const [first] = await this.store.ranges();
    return Math.max(status.earliestHeight, Math.min(first?.[0] ?? status.earliestHeight, status.earliestHeight));
  }

  async #followSuspects(suspects: readonly Suspect[], moment: Moment, signal: AbortSignal): Promise<void> {
    let mendedTo = -1;
    let ranges = 0;
    for (const { height } of suspects.toSorted((a, b) => a.height - b.height)) {
      if (height <= mendedTo || height > moment.head.height) continue;
      if (++ranges > this.limits.suspectsMax) return;
      mendedTo = await this.#checkRange(Math.max(height, moment.earliest), moment, signal);
    }
  }

  /** @returns the last height that was looked at */
  async #checkRange(from: number, moment: Moment, signal: AbortSignal): Promise<number> {
    const { audit } = this.store;
    const wanted = Math.min(moment.head.height, from + this.limits.blocksMax - 1);
    const { blocks, to } = await this.#fetch(from, wanted, moment, signal);
    const found = await this.#differences(blocks, from, to);
    if (found.length === 0) return to;
    // The source may have moved while it was asked: only what it still stands by is damage.
    const again = await this.#moment(signal);
    if (!again || !equalBytes(again.head.hash, moment.head.hash)) return to;
    const kind = found.map(({ table }) => table).join(", ");
    const refusal = await this.#refusal(signal);
    const left = refusal === null ? await audit.repair(moment.head, { from, to, blocks }) : found;
    const repaired = left.length === 0;
    const detail = inWords(found) + (refusal === null ? "" : `; not mended: ${refusal}`);
    const rest = repaired || refusal !== null ? "" : `; still wrong: ${inWords(left)}`;
    if (await audit.record({ kind, from, to, detail: detail + rest, repaired }))
      this.log.warn({ network: this.store.name, from, to, detail: detail + rest, repaired }, "the audit found damage");
    return to;
  }

  async #differences(blocks: readonly BlockRows[], from: number, to: number): Promise<Difference[]> {
    const { audit } = this.store;
    const suspects = await audit.suspects(from, to);
    const structure = [...new Set(suspects.map(({ kind }) => kind))].map((kind) => ({
      table: kind,
      missing: 0,
      unexpected: suspects.filter((suspect) => suspect.kind === kind).length,
    }));
    return [...(await audit.compare(blocks, from, to)), ...structure];
  }

  /** Why the source may not mend this index; null: it may. */
  async #refusal(signal: AbortSignal): Promise<string | null> {
    const { final } = await this.store.read();
    if (!final) return null;
    const same = await this.client.block({ $case: "height", value: final.height }, signal);
    return same && equalBytes(same.hash, final.hash)
      ? null
      : `the source does not hold our final block ${final.height}`;
  }

  /** With the block before them, whose place the first one's parent check needs. */
  async #fetch(from: number, to: number, { earliest }: Moment, signal: AbortSignal) {
    const blocks: BlockRows[] = [];
    let parent: Head | null = null;
    let transactions = 0;
    const decode = (block: Block) =>
      decodeBlock(block, parent?.height === block.height - 1 ? parent : null, this.facts, nativeCrypto);
    for await (const block of this.client.range(Math.max(from - 1, earliest), to, signal)) {
      const rows = decode(block);
      parent = rows.head;
      if (block.height < from) continue;
      blocks.push(rows);
      transactions += block.transactions.length;
      if (transactions >= this.limits.transactionsMax) return { blocks, to: block.height };
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    return { blocks, to };
  }
}
