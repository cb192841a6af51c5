/**
 * The waiting transactions themselves: a queue by nonce for each sender, bounded in number and bytes. Everything here is
 * synchronous; who may come in was decided before. Reasons are codes, stable for whoever reads them.
 */
import { LIFETIME_MS, POOL_BYTES_MAX, POOL_COUNT_MAX, REPLACEMENT_PERCENT_MIN, SENDER_COUNT_MAX } from "./limits";

/** Evicted together when a better paid transaction needs room. */
const EVICTED_AT_ONCE = 64;

export interface Entry {
  /** Hex without prefix, as `sender`. */
  readonly hash: string;
  readonly hashBytes: Uint8Array;
  readonly raw: Uint8Array;
  readonly sender: string;
  readonly nonce: number;
  readonly feeMax: bigint;
  readonly tipMax: bigint;
  readonly gasLimit: bigint;
  readonly addedMs: number;
}

export interface Dropped {
  readonly entry: Entry;
  readonly code: string;
  readonly reason: string;
}

export type Offer =
  | { readonly ok: true; readonly dropped: Dropped[] }
  | { readonly ok: false; readonly code: string; readonly reason: string };

interface Queue {
  /** The account's nonce in the head's state. */
  nonce: number;
  readonly entries: Map<number, Entry>;
}

export class Pool {
  readonly #entries = new Map<string, Entry>();
  readonly #queues = new Map<string, Queue>();
  #bytes = 0;
  /** While full: what the cheapest pays; whoever pays no more need not be compared again. */
  #floor: bigint | null = null;

  get count(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(hash: string): Entry | undefined {
    return this.#entries.get(hash);
  }

  entries(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  senders(): string[] {
    return [...this.#queues.keys()];
  }

  /** @param accountNonce of the sender in the head's state */
  offer(entry: Entry, accountNonce: number): Offer {
    const queue = this.#queues.get(entry.sender) ?? { nonce: accountNonce, entries: new Map<number, Entry>() };
    const before = queue.entries.get(entry.nonce);
    if (before && !outbids(entry, before)) {
      const reason = `another transaction with nonce ${entry.nonce} waits; a replacement pays at least 10 % more`;
      return { ok: false, code: "replacement-underpriced", reason };
    }
    if (!before && queue.entries.size >= SENDER_COUNT_MAX) {
      return {
        ok: false,
        code: "sender-queue-full",
        reason: `${SENDER_COUNT_MAX} transactions of the sender wait already`,
      };
    }
    const dropped: Dropped[] = [];
    if (before) {
      this.remove(before.hash);
      dropped.push({ entry: before, code: "replaced", reason: `replaced by 0x${entry.hash}, which pays more` });
    }
    const makeRoom = this.count >= POOL_COUNT_MAX || this.#bytes + entry.raw.length > POOL_BYTES_MAX;
    if (makeRoom && !this.#makeRoom(entry, dropped)) {
      return { ok: false, code: "pool-full", reason: "the pool is full of transactions that pay as much or more" };
    }
    queue.nonce = Math.max(queue.nonce, accountNonce);
    queue.entries.set(entry.nonce, entry);
    this.#queues.set(entry.sender, queue);
    this.#entries.set(entry.hash, entry);
    this.#bytes += entry.raw.length;
    return { ok: true, dropped };
  }

  remove(hash: string): Entry | null {
    const entry = this.#entries.get(hash);
    if (!entry) return null;
    this.#entries.delete(hash);
    this.#bytes -= entry.raw.length;
    this.#floor = null;
    const queue = this.#queues.get(entry.sender);
    queue?.entries.delete(entry.nonce);
    if (queue?.entries.size === 0) this.#queues.delete(entry.sender);
    return entry;
  }

  /** The account's nonce moved. @returns what can never be included any more */
  setNonce(sender: string, nonce: number): Dropped[] {
    const queue = this.#queues.get(sender);
    if (!queue) return [];
    queue.nonce = nonce;
    const stale = [...queue.entries.values()].filter((entry) => entry.nonce < nonce);
    for (const entry of stale) this.remove(entry.hash);
    return stale.map((entry) => ({
      entry,
      code: "stale-nonce",
      reason: `another transaction of the sender with nonce ${entry.nonce} was included`,
    }));
  }

  expire(nowMs: number): Dropped[] {
    const old = [...this.#entries.values()].filter((entry) => nowMs - entry.addedMs > LIFETIME_MS);
    for (const entry of old) this.remove(entry.hash);
    return old.map((entry) => ({
      entry,
      code: "expired",
      reason: `no block has taken it in ${LIFETIME_MS / 60_000} min`,
    }));
  }

  /** The nonce after those that wait without a gap. */
  pendingNonce(sender: string, accountNonce: number): number {
    const queue = this.#queues.get(sender);
    let nonce = accountNonce;
    while (queue?.entries.has(nonce)) nonce++;
    return nonce;
  }

  /** What a block may take, best paid first, each sender's in the order of nonces. */
  select(limits: { baseFeeMin: bigint; gasMax: bigint; countMax: number }): Entry[] {
    const ready: { entry: Entry; tip: number; addedMs: number }[] = [];
    for (const queue of this.#queues.values()) {
      let tip = Number.POSITIVE_INFINITY;
      let addedMs = 0;
      for (let nonce = queue.nonce; ; nonce++) {
        const entry = queue.entries.get(nonce);
        if (!entry || entry.feeMax < limits.baseFeeMin) break;
        // A cheap transaction holds back those behind it, so both keys only get worse along the queue.
        tip = Math.min(tip, Number(entry.tipMax));
        addedMs = Math.max(addedMs, entry.addedMs);
        ready.push({ entry, tip, addedMs });
      }
    }
    ready.sort((a, b) => b.tip - a.tip || a.addedMs - b.addedMs || a.entry.nonce - b.entry.nonce);
    const chosen: Entry[] = [];
    let gas = 0n;
    for (const { entry } of ready) {
      if (chosen.length >= limits.countMax || gas > limits.gasMax) break;
      gas += entry.gasLimit;
      chosen.push(entry);
    }
    return chosen;
  }

  /** Evicts who pays less than the newcomer, several at once: looking for the cheapest costs a walk over all senders. */
  #makeRoom(entry: Entry, dropped: Dropped[]): boolean {
    if (this.#floor !== null && entry.tipMax <= this.#floor) return false;
    const cheapest = this.#tails()
      .sort((a, b) => Number(a.tipMax - b.tipMax))
      .slice(0, EVICTED_AT_ONCE);
    this.#floor = cheapest[0]?.tipMax ?? null;
    for (const each of cheapest) {
      if (each.tipMax >= entry.tipMax) break;
      this.remove(each.hash);
      dropped.push({ entry: each, code: "evicted", reason: "the pool is full and others pay more" });
    }
    return this.count < POOL_COUNT_MAX && this.#bytes + entry.raw.length <= POOL_BYTES_MAX;
  }

  /** Those behind which nothing of their sender waits. */
  #tails(): Entry[] {
    const tails: Entry[] = [];
    for (const queue of this.#queues.values()) {
      let tail: Entry | null = null;
      for (const entry of queue.entries.values()) if (!tail || entry.nonce > tail.nonce) tail = entry;
      if (tail) tails.push(tail);
    }
    return tails;
  }
}

function outbids(entry: Entry, before: Entry): boolean {
  return (
    entry.feeMax * 100n >= before.feeMax * REPLACEMENT_PERCENT_MIN &&
    entry.tipMax * 100n >= before.tipMax * REPLACEMENT_PERCENT_MIN
  );
}
