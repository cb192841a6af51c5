/**
 * The events of a replay: a heartbeat each second, and each new head. Numbered over the run; a few hundred are kept, as numbers
 * and places only, so that a reader may take up where it was cut off.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Event, type SubscribeRequest, Topic } from "#proto";
import type { ChainBlock } from "#server/chain";
import { RpcError } from "#server/rpc";
import type { Head } from "./head";

const HEARTBEAT_MS = 1_000;
/** Events that are kept for readers who come back or are slow. */
const KEPT_MAX = 1_024;

interface Kept {
  readonly seq: number;
  readonly time: Date;
  readonly monotonicUs: number;
  /** Of the new head; null: a heartbeat. */
  readonly position: number | null;
}

export class Announcer {
  readonly #kept: Kept[] = [];
  #seq = 0;
  #wake = new AbortController();

  constructor(
    readonly bootId: string,
    readonly head: Head,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    const moving = this.head.run((position) => this.#note(position), signal);
    while (!signal.aborted) {
      this.#note(null);
      await sleep(HEARTBEAT_MS, undefined, { signal }).catch(() => {});
    }
    await moving;
  }

  #note(position: number | null): void {
    this.#kept.push({
      seq: ++this.#seq,
      time: new Date(),
      monotonicUs: Math.round(performance.now() * 1000),
      position,
    });
    if (this.#kept.length > KEPT_MAX) this.#kept.shift();
    const waiting = this.#wake;
    this.#wake = new AbortController();
    waiting.abort();
  }

  async *subscribe({ after, topics }: SubscribeRequest, signal: AbortSignal): AsyncGenerator<Event> {
    const wanted = ({ position }: Kept) =>
      topics.length === 0 || topics.includes(position === null ? Topic.TOPIC_HEARTBEAT : Topic.TOPIC_BLOCKS);
    let seen = after ? this.#resume(after) : this.#now();
    let prev = after ? after.seq : 0;
    while (!signal.aborted) {
      const oldest = this.#kept[0]?.seq ?? 0;
      if (seen + 1 < oldest) throw new RpcError("RESOURCE_EXHAUSTED", `${oldest - seen - 1} events were missed`);
      const wake = this.#wake.signal;
      for (const each of this.#kept.filter(({ seq }) => seq > seen)) {
        seen = each.seq;
        if (!wanted(each)) continue;
        yield this.#event(each, prev);
        prev = each.seq;
      }
      if (!wake.aborted)
        await sleep(2 * HEARTBEAT_MS, undefined, { signal: AbortSignal.any([signal, wake]) }).catch(() => {});
    }
  }

  /** With a heartbeat first. */
  #now(): number {
    this.#note(null);
    return this.#seq - 1;
  }

  #resume({ bootId, seq }: { bootId: string; seq: number }): number {
    const oldest = this.#kept[0]?.seq ?? 0;
    if (bootId !== this.bootId || seq + 1 < oldest || seq > this.#seq)
      throw new RpcError("OUT_OF_RANGE", "the cursor is of another run, or too old: fetch ranges, then subscribe");
    return seq;
  }

  #event({ seq, time, monotonicUs, position }: Kept, prev: number): Event {
    const common = { bootId: this.bootId, prev, seq, time, monotonicUs };
    if (position === null) return { ...common, payload: { $case: "heartbeat", value: heartbeat(this.head.block()) } };
    const block = this.head.recording.at(position) ?? undefined;
    return { ...common, payload: { $case: "blockCommitted", value: { block } } };
  }
}

function heartbeat(head: ChainBlock | null) {
  return {
    head: head ? { height: head.height, hash: head.hash } : undefined,
    headTime: head?.time,
    stateRoot: new Uint8Array(),
    final: undefined,
    peers: [],
    mempoolCount: 0,
    mempoolBytes: 0,
    consensus: undefined,
    rssBytes: process.memoryUsage.rss(),
    eventLoopDelayP99Ms: 0,
    storageBytes: 0,
    uptimeMs: Math.round(process.uptime() * 1000),
  };
}
