/**
 * The node's events: numbered, kept in one bounded ring, read by any number of subscribers each at its own pace. The ring is
 * the only buffer: a reader that it has overtaken is told so and ends, and a slow reader costs no memory.
 */
import { randomUUID } from "node:crypto";
import { type Block, type Event, Topic } from "#proto";

/** Events kept for readers that come back; whichever bound is reached first. */
export const RING_EVENTS_MAX = 8_192;
export const RING_BYTES_MAX = 8 * 1024 * 1024;

export type Payload = NonNullable<Event["payload"]>;

interface Kept {
  readonly seq: number;
  readonly topic: Topic;
  readonly time: Date;
  readonly monotonicUs: number;
  readonly payload: Payload;
  readonly bytes: number;
}

export function topicOf(payload: Payload): Topic {
  switch (payload.$case) {
    case "blockCommitted":
    case "blockRolledBack":
    case "blockFinalised":
      return Topic.TOPIC_BLOCKS;
    case "transactionSeen":
    case "transactionAdmitted":
    case "transactionDropped":
      return Topic.TOPIC_TRANSACTIONS;
    case "journal":
      return Topic.TOPIC_CONSENSUS;
    case "peerUp":
    case "peerDown":
      return Topic.TOPIC_PEERS;
    case "heartbeat":
      return Topic.TOPIC_HEARTBEAT;
    case "logLine":
      return Topic.TOPIC_LOGS;
  }
}

function weigh(payload: Payload): number {
  if (payload.$case === "blockCommitted") return payload.value.block ? weighBlock(payload.value.block) : 200;
  if (payload.$case === "transactionAdmitted") return 200 + payload.value.raw.length;
  if (payload.$case === "logLine") return 200 + 2 * payload.value.text.length;
  return 400;
}

function weighBlock(block: Block): number {
  return 2_000 + 3 * block.size + 600 * block.receipts.length;
}

export type CursorProblem = "otherBoot" | "tooOld" | "inFuture";

export class EventHub {
  readonly bootId = randomUUID();
  #ring: Kept[] = [];
  #bytes = 0;
  #seq = 0;
  #waiting = new Set<() => void>();
  readonly #started = process.hrtime.bigint();

  get seq(): number {
    return this.#seq;
  }

  /** The oldest event that is still kept. */
  get oldest(): number {
    return this.#ring[0]?.seq ?? this.#seq + 1;
  }

  publish(payload: Payload): void {
    const bytes = weigh(payload);
    const monotonicUs = Number((process.hrtime.bigint() - this.#started) / 1_000n);
    this.#seq++;
    this.#ring.push({ seq: this.#seq, topic: topicOf(payload), time: new Date(), monotonicUs, payload, bytes });
    this.#bytes += bytes;
    this.#trim();
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
  }

  #trim(): void {
    let drop = 0;
    while (
      drop < this.#ring.length - 1 &&
      (this.#ring.length - drop > RING_EVENTS_MAX || this.#bytes > RING_BYTES_MAX)
    ) {
      this.#bytes -= this.#ring[drop]?.bytes ?? 0;
      drop++;
    }
    if (drop > 0) this.#ring.splice(0, drop);
  }

  /** Why a reader can't go on from there, or null. */
  cursorProblem(bootId: string, seq: number): CursorProblem | null {
    if (bootId !== this.bootId) return "otherBoot";
    if (seq > this.#seq) return "inFuture";
    return seq + 1 < this.oldest ? "tooOld" : null;
  }

  /** Where a reader without a cursor begins: before the newest heartbeat if it wants heartbeats, else now. */
  start(wanted: (topic: Topic) => boolean): { after: number; prev: number } {
    const last = wanted(Topic.TOPIC_HEARTBEAT)
      ? this.#ring.findLastIndex((kept) => kept.topic === Topic.TOPIC_HEARTBEAT)
      : this.#ring.length;
    const before = last < 0 ? this.#ring.length : last;
    const prev = this.#ring.slice(0, before).findLast((kept) => wanted(kept.topic));
    return { after: (this.#ring[before]?.seq ?? this.#seq + 1) - 1, prev: prev?.seq ?? 0 };
  }

  /**
   * Events after a number, for ever, until the signal aborts.
   * @throws Overtaken when the reader was so slow that the ring has dropped what comes next
   */
  async *read(
    from: { after: number; prev: number },
    wanted: (topic: Topic) => boolean,
    signal: AbortSignal,
  ): AsyncIterable<Event> {
    let { after, prev } = from;
    while (!signal.aborted) {
      if (after + 1 < this.oldest) throw new Overtaken();
      const next = this.#ring[after + 1 - this.oldest];
      if (!next) {
        await this.#change(signal);
        continue;
      }
      after = next.seq;
      if (!wanted(next.topic)) continue;
      const { seq, time, monotonicUs, payload } = next;
      yield { bootId: this.bootId, prev, seq, time, monotonicUs, payload };
      prev = seq;
    }
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }
}

/** The reader was slower than the ring is long. */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
}
