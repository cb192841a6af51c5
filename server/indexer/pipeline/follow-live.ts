/**
 * Follows one running node: ranges first, then its events as they come. Whatever was missed (a gap, a fork, a silent
 * rollback) shows in the next block's parent or the next heartbeat's head, and is then walked and filled. Ends with an
 * error when the node's stream does; the caller goes to another node or comes back.
 */
import { type Block, type Event, Topic } from "#proto";
import { equalBytes, fromHex } from "#server/lib/bytes";
import { reportProgress } from "#server/lib/lifecycle";
import type { Ref } from "../decode/rows";
import type { NodeClient } from "../source/node-client";
import { Queue } from "../source/queue";
import { missingRanges } from "../store/ranges";
import { ANNOUNCED_BLOCKS_MAX, type ChainIndex, SourceError } from "./chain-index";
import { PendingBuffer } from "./pending-buffer";

/** Events between the stream and the database; behind it the node's own bounded buffer waits. */
const EVENTS_MAX = 256;
const IDLE_MS = 5_000;
/** After "rolled back" a new block usually follows at once; if none does, the node is asked. */
const ROLLBACK_SETTLE_MS = 200;
/** Transactions that wait for longer are asked for again, so many at a time. */
const PENDING_RECHECK_MS = 30_000;
const PENDING_RECHECK_MAX = 64;

export interface Others {
  /** Whether another node may stand at this height or above, so that this one's lower head proves nothing. */
  mayStandAt(height: number): boolean;
}

export class LiveFollower {
  readonly #pending: PendingBuffer;
  /** The highest head that this stream has announced. */
  #announced = -1;
  #rolledBack = false;
  #recheckedAt = Date.now();

  constructor(
    private readonly index: ChainIndex,
    private readonly client: NodeClient,
    private readonly others: Others,
    private readonly signal: AbortSignal,
  ) {
    this.#pending = new PendingBuffer(index.store, index.facts.rules);
  }

  async run(): Promise<never> {
    const earliest = await this.#catchUp();
    const queue = new Queue<Event>(EVENTS_MAX);
    const topics = [Topic.TOPIC_BLOCKS, Topic.TOPIC_TRANSACTIONS, Topic.TOPIC_HEARTBEAT];
    const stop = new AbortController();
    const pump = this.#pump(queue, this.client.events(topics, AbortSignal.any([this.signal, stop.signal])));
    try {
      for (;;) {
        const idle = this.#rolledBack ? ROLLBACK_SETTLE_MS : IDLE_MS;
        const event = await queue.take(this.#pending.dueInMs(idle));
        if (event) await this.#handle(event, earliest);
        else if (this.#rolledBack) await this.#settleRollback(earliest);
        if (this.#pending.dueInMs(1) === 0) await this.#pending.flush();
        await this.#recheckPending();
      }
    } finally {
      stop.abort();
      await pump;
    }
  }

  async #pump(queue: Queue<Event>, events: AsyncIterable<Event>): Promise<void> {
    try {
      let seq = 0;
      for await (const event of events) {
        if (seq !== 0 && event.prev !== seq) throw new Error(`events between ${seq} and ${event.prev} were missed`);
        seq = event.seq;
        await queue.push(event);
      }
      queue.end(new Error("the node has ended its event stream"));
    } catch (error) {
      queue.end(error);
    }
  }

  /** Ranges until the head is near: a long catch-up with an open stream would only overflow it. @returns the lowest height */
  async #catchUp(): Promise<number> {
    for (;;) {
      const { head, final, earliestHeight } = await this.client.status(this.signal);
      if (!head || head.hash.length === 0) return earliestHeight;
      const behind = head.height - (this.index.head?.height ?? earliestHeight - 1);
      if (behind <= ANNOUNCED_BLOCKS_MAX) {
        await this.#fillGaps(earliestHeight);
        if (final && final.hash.length > 0) await this.index.finalised({ block: final });
        return earliestHeight;
      }
      reportProgress({ step: "indexing", done: head.height - behind, total: head.height });
      await this.index.advance(this.client, head, earliestHeight, this.signal);
      if (head.height - (this.index.head?.height ?? earliestHeight - 1) === behind)
        throw new SourceError(`the source gave none of the ${behind} blocks up to its head ${head.height}`);
    }
  }

  /** What lies between indexed ranges and is served now. */
  async #fillGaps(earliest: number): Promise<void> {
    const { index, client, signal } = this;
    if (!index.head) return;
    for (const [from, to] of missingRanges(await index.store.ranges(), earliest, index.head.height)) {
      const before = await index.store.canonicalAt(from - 1);
      for await (const blocks of index.batches(client.range(from, to, signal), before, true)) {
        await index.store.commit({
          prevHead: index.head,
          revertTo: null,
          blocks,
          kind: "fill",
          announce: false,
          lagMs: null,
        });
        const last = blocks.at(-1);
        if (last) await index.store.linkAbove(last.head);
      }
    }
  }

  async #handle(event: Event, earliest: number): Promise<void> {
    const { payload } = event;
    switch (payload?.$case) {
      case "blockCommitted": {
        if (!payload.value.block) return;
        await this.#pending.flush();
        await this.#block(payload.value.block, event.time?.getTime() ?? Date.now(), earliest);
        return;
      }
      case "blockRolledBack":
        this.#rolledBack = true;
        return;
      case "blockFinalised":
        return this.index.finalised(payload.value);
      case "heartbeat": {
        const { head, final } = payload.value;
        if (head && head.hash.length > 0) await this.#reconcile(head, earliest, "head");
        // Finality that was announced between the status and the stream, or while we stood on another branch.
        if (final && final.hash.length > 0 && final.height > (this.index.final?.height ?? -1))
          await this.index.finalised({ block: final });
        return;
      }
      case "transactionAdmitted":
        return this.#pending.admit(payload.value);
      case "transactionDropped":
        return this.#pending.drop(payload.value);
      case "transactionSeen":
      case "journal":
      case "peerUp":
      case "peerDown":
      case "logLine":
      case undefined:
        return;
    }
  }

  async #block(block: Block, eventAtMs: number, earliest: number) {
    const { head } = this.index;
    if (head && equalBytes(block.hash, head.hash)) {
      // Seen before: the same block twice, or fetched while its event was under way.
    } else if (head ? equalBytes(block.parentHash, head.hash) : block.height === earliest) {
      await this.index.append(block, eventAtMs);
    } else {
      await this.#reconcile({ height: block.height, hash: block.hash }, earliest, "block");
      return;
    }
    this.#announced = Math.max(this.#announced, block.height);
    this.#rolledBack = false;
  }

  /** Brings the index to the source's head, unless the source is merely behind. */
  async #reconcile(target: Ref, earliest: number, cause: "block" | "head"): Promise<void> {
    const { head } = this.index;
    const lowest = this.#announced <= target.height;
    this.#announced = Math.max(this.#announced, target.height);
    if (head && equalBytes(head.hash, target.hash)) {
      this.#rolledBack = false;
      return;
    }
    // A lower head is a rollback where this stream had announced a higher one, or where nobody else stands higher.
    if (head && target.height < head.height && lowest && this.others.mayStandAt(head.height)) return;
    const known = head && target.height <= head.height ? await this.index.store.canonical(target.hash) : null;
    if (known) {
      // A block of ours, announced late, is old news; a head that went back is asked for again before anything is cut.
      if (cause === "block" && !this.#rolledBack) return;
      const confirmed = (await this.client.status(this.signal)).head;
      if (!confirmed || !equalBytes(confirmed.hash, known.hash)) return;
      await this.index.revertTo(known);
    } else await this.index.advance(this.client, target, earliest, this.signal);
    this.#announced = target.height;
    this.#rolledBack = false;
  }

  async #settleRollback(earliest: number): Promise<void> {
    const { head } = await this.client.status(this.signal);
    if (head) await this.#reconcile(head, earliest, "head");
    this.#rolledBack = false;
  }

  /** A pool forgets in silence while nobody listens (a restart, a fail-over): what it no longer knows has been dropped. */
  async #recheckPending(): Promise<void> {
    if (Date.now() - this.#recheckedAt < PENDING_RECHECK_MS) return;
    this.#recheckedAt = Date.now();
    const dropped = [];
    for (const hex of await this.index.store.oldestPending(PENDING_RECHECK_MS, PENDING_RECHECK_MAX)) {
      const hash = fromHex(hex);
      if (!(await this.client.knows(hash, this.signal)))
        dropped.push({ hash, reason: "lost: no longer known to the node that is followed" });
    }
    if (dropped.length > 0) await this.index.store.pending([], dropped);
  }
}
