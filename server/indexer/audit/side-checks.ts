/**
 * What an audit looks at beside the ranges of the canonical chain: the network's own row, blocks that have lost, rows of blocks
 * that are not there, and what addresses claim. Each finds, mends and says by itself.
 */
import type { Block } from "#proto";
import { blockHash } from "#server/chain";
import { equalBytes, fromHex, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { Log } from "#server/lib/log";
import { decodeBlock } from "../decode/block";
import type { NodeClient } from "../source/node-client";
import type { StatedNetwork } from "../store/network";
import type { Store } from "../store/store";
import { inWords } from "./compare";
import type { Finding } from "./findings";

/** Addresses that one step looks at. */
const ADDRESSES_MAX = 500;

export class SideChecks {
  /** Where the walk over addresses goes on; it begins anew with the process. */
  #nextAddress: string | null = null;

  constructor(
    private readonly store: Store,
    private readonly client: NodeClient,
    private readonly log: Log,
  ) {}

  async #say(finding: Finding): Promise<void> {
    if (await this.store.audit.record(finding))
      this.log.warn({ network: this.store.name, ...finding }, "the audit found damage");
  }

  /** Before anything else is judged. */
  async places(): Promise<void> {
    const mended = await this.store.audit.mendPlaces();
    await this.#sayColumns(mended);
  }

  async stated(stated: StatedNetwork): Promise<void> {
    await this.#sayColumns(await this.store.audit.mendStated(stated));
  }

  async #sayColumns(mended: readonly string[]): Promise<void> {
    if (mended.length === 0) return;
    const height = (await this.store.read()).head?.height ?? 0;
    const detail = `networks: ${mended.join(", ")} altered`;
    await this.#say({ kind: "networks", from: height, to: height, detail, repaired: true });
  }

  async addresses(headHeight: number): Promise<void> {
    const { audit } = this.store;
    const { strays, next } = await audit.strays(this.#nextAddress, ADDRESSES_MAX);
    this.#nextAddress = next;
    if (strays.length === 0) return;
    const mended = await audit.mendStrays(strays);
    const detail = `addresses: ${mended} claim what no block says`;
    await this.#say({ kind: "addresses", from: 0, to: headHeight, detail, repaired: mended === strays.length });
  }

  async losing(from: number, to: number, facts: StatedNetwork, signal: AbortSignal): Promise<void> {
    for (const { hash, header, height } of await this.store.audit.losing(from, to)) {
      const held = await this.client.block({ $case: "hash", value: fromHex(hash) }, signal);
      if (held) await this.#compareLosing(held, facts);
      else if (toHex(hashOf(facts.rules, fromHex(header))) !== hash)
        await this.#say({
          kind: "losing block",
          from: height,
          to: height,
          detail: `the header of losing block ${height} is not that of 0x${hash}, and the source does not hold it any more`,
          repaired: false,
        });
    }
  }

  async #compareLosing(block: Block, facts: StatedNetwork): Promise<void> {
    const { audit } = this.store;
    const below = block.height === 0 ? null : await audit.blockByHash(block.parentHash);
    const rows = decodeBlock(block, below, facts, nativeCrypto);
    const found = await audit.compareLosing(rows);
    if (found.length === 0) return;
    const left = await audit.mendLosing(rows);
    const detail = `losing block ${block.height}: ${inWords(found)}`;
    await this.#say({
      kind: `losing ${found.map(({ table }) => table).join(", ")}`,
      from: block.height,
      to: block.height,
      detail: left.length === 0 ? detail : `${detail}; still wrong: ${inWords(left)}`,
      repaired: left.length === 0,
    });
  }

  /** Once a walk: it looks at whole tables. Canonical blocks that are missing are seen by their height. */
  async missing(facts: StatedNetwork, signal: AbortSignal): Promise<void> {
    const { audit } = this.store;
    for (const hash of await audit.missingBlocks()) {
      const held = await this.client.block({ $case: "hash", value: fromHex(hash) }, signal);
      const standing = held && (await this.client.block({ $case: "height", value: held.height }, signal));
      if (held && standing && equalBytes(standing.hash, held.hash)) continue;
      if (held) {
        await this.#compareLosing(held, facts);
        continue;
      }
      await audit.removeOrphans(hash);
      const detail = `rows of block 0x${hash}, which neither the tables nor the source hold`;
      await this.#say({ kind: "orphaned rows", from: 0, to: 0, detail, repaired: true });
    }
  }
}

function hashOf(rules: string, header: Uint8Array): Uint8Array {
  try {
    return blockHash(rules, header, nativeCrypto);
  } catch {
    // What can't be decoded has no hash.
    return new Uint8Array(0);
  }
}
