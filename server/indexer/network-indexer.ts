/**
 * One network: watches its nodes, follows one of them, goes to another when that one's stream breaks or falls behind the
 * others, and keeps the live frames from growing. Wherever it starts again it goes on from what is stored.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "#server/lib/log";
import { backoff } from "#server/rpc";
import { AUDIT_LIMITS, type AuditLimits, Auditor } from "./audit/auditor";
import { ChainIndex } from "./pipeline/chain-index";
import { LiveFollower } from "./pipeline/follow-live";
import { followRecording } from "./pipeline/follow-recording";
import { statedNetwork } from "./source/facts";
import { describe, NodeClient } from "./source/node-client";
import { PRUNE_BATCH } from "./store/prune";
import type { Store } from "./store/store";
import { NodesWatch } from "./watch/nodes-watch";

const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 5_000;
/** How often the source's being alive is noted. */
const SEEN_MS = 5_000;
const PRUNE_MS = 60_000;
/** A followed node that stands still while another is so far ahead for so long is cut off from its network. */
const BEHIND_BLOCKS_MAX = 5;
const BEHIND_MS_MAX = 3_000;

export class NetworkIndexer {
  readonly #nodes: NodesWatch;
  #following: { address: string; index: ChainIndex | null; lost: AbortController } | null = null;
  #behindSinceMs: number | null = null;
  #seenAtMs = 0;

  constructor(
    private readonly store: Store,
    private readonly addresses: readonly string[],
    private readonly log: Log,
    private readonly auditLimits: AuditLimits = AUDIT_LIMITS,
  ) {
    this.#nodes = new NodesWatch(store, log);
  }

  /** Until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#nodes.run(this.addresses, signal, () => this.#tick()),
      this.#follow(signal),
      this.#prune(signal),
    ]);
  }

  #tick(): void {
    const following = this.#following;
    if (!following) return;
    const watch = this.#nodes.of(following.address);
    if (watch && watch.row.status === "dead")
      following.lost.abort(new Error(watch.row.statusReason ?? "the node is dead"));
    const height = following.index?.head?.height ?? null;
    const behind =
      height !== null && (watch?.row.height ?? 0) <= height && this.#nodes.highest() >= height + BEHIND_BLOCKS_MAX;
    if (!behind) this.#behindSinceMs = null;
    else this.#behindSinceMs ??= Date.now();
    if (this.#behindSinceMs !== null && Date.now() - this.#behindSinceMs >= BEHIND_MS_MAX)
      following.lost.abort(new Error("the node has fallen behind the others"));
    if (following.index && Date.now() - this.#seenAtMs >= SEEN_MS) {
      this.#seenAtMs = Date.now();
      this.store.seen().catch((error: unknown) => this.log.warn({ error: String(error) }, "database"));
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const retry = backoff({ minMs: RETRY_MIN_MS, maxMs: RETRY_MAX_MS });
    let left: string | null = null;
    let said: string | null = null;
    while (!signal.aborted) {
      const address = this.#nodes.pick(left);
      if (address === null) {
        const why = this.#nodes.whyNone();
        if (why !== said) await this.#fail(why);
        said = why;
        await sleep(RETRY_MIN_MS, undefined, { signal }).catch(() => {});
        continue;
      }
      said = null;
      const began = Date.now();
      try {
        await this.#followNode(address, signal);
      } catch (error) {
        if (signal.aborted) return;
        const reason = error instanceof Error && error.name === "AbortError" ? "it was lost" : describe(error);
        this.log.warn({ network: this.store.name, node: address, reason }, "no longer following the node");
        await this.#fail(`${this.#nodes.of(address)?.row.name ?? address}: ${reason}`);
      } finally {
        this.#following = null;
        this.#behindSinceMs = null;
      }
      left = address;
      if (Date.now() - began > RETRY_MAX_MS) retry.reset();
      await retry.wait(signal);
    }
  }

  async #fail(error: string): Promise<void> {
    await this.store
      .failed(error)
      .catch((failure: unknown) => this.log.error({ network: this.store.name, error: String(failure) }, "database"));
  }

  async #followNode(address: string, outer: AbortSignal): Promise<void> {
    const lost = new AbortController();
    const following: { address: string; index: ChainIndex | null; lost: AbortController } = {
      address,
      index: null,
      lost,
    };
    this.#following = following;
    const signal = AbortSignal.any([outer, lost.signal]);
    const client = new NodeClient(address);
    const left = new AbortController();
    let auditing: Promise<void> = Promise.resolve();
    try {
      const status = await client.status(signal);
      const stated = statedNetwork(status);
      await this.store.state(stated);
      this.#nodes.setGenesis(stated.genesisHash);
      const index = new ChainIndex(this.store, stated, this.log);
      await index.load();
      following.index = index;
      this.log.info({ network: this.store.name, node: address, head: index.head?.height ?? null }, "following");
      const auditor = new Auditor(this.store, client, stated, this.log, this.auditLimits);
      auditing = auditor.run(AbortSignal.any([signal, left.signal]));
      if (!status.live) await followRecording(index, client, status, signal);
      else {
        const others = { mayStandAt: (height: number) => this.#nodes.mayStandAt(height, address) };
        await new LiveFollower(index, client, others, signal).run();
      }
    } catch (error) {
      throw lost.signal.aborted && lost.signal.reason instanceof Error ? lost.signal.reason : error;
    } finally {
      left.abort();
      await auditing;
      client.close();
    }
  }

  async #prune(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(PRUNE_MS, undefined, { signal }).catch(() => {});
      try {
        while (!signal.aborted && (await this.store.prune()) >= PRUNE_BATCH);
      } catch (error) {
        this.log.warn({ network: this.store.name, error: String(error) }, "live frames could not be pruned");
      }
    }
  }
}
