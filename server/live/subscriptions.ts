/**
 * Who gets which room. A subscriber first waits: frames that come while its snapshot is read are kept, those that the
 * snapshot includes are dropped, and it joins the room, whose frames are encoded once for all, when the hub has passed the
 * snapshot's moment. So none is lost and none comes twice.
 */
import type { Frame, Reset } from "./protocol";

export interface Subscriber {
  readonly id: string;
  send(frame: Frame): void;
  reset(reset: Reset): void;
  join(room: string): void;
  leave(room: string): void;
}

interface Waiting {
  readonly subscriber: Subscriber;
  readonly network: string;
  readonly room: string;
  /** Null once the snapshot was sent: frames then go out at once. */
  kept: Frame[] | null;
  /** Of the snapshot or the replay: frames up to here are not sent again. */
  seq: number;
  /** The network's number at the snapshot's moment. */
  joinAt: number;
}

export class Subscriptions {
  readonly #waiting = new Map<string, Map<string, Waiting>>();
  readonly #framesMax: number;

  constructor(waitingFramesMax: number) {
    this.#framesMax = waitingFramesMax;
  }

  isWaitedFor(room: string): boolean {
    return this.#waiting.has(room);
  }

  /** Begins to keep frames; must come before the snapshot is read. */
  begin(subscriber: Subscriber, network: string, room: string): Waiting {
    const waiting: Waiting = { subscriber, network, room, kept: [], seq: 0, joinAt: Number.POSITIVE_INFINITY };
    const inRoom = this.#waiting.get(room) ?? new Map<string, Waiting>();
    inRoom.set(subscriber.id, waiting);
    this.#waiting.set(room, inRoom);
    return waiting;
  }

  /** Whether it still waits: it may have left, or begun anew, while the snapshot was read. */
  isCurrent(waiting: Waiting): boolean {
    return this.#waiting.get(waiting.room)?.get(waiting.subscriber.id) === waiting;
  }

  /** The snapshot has been sent: sends what was kept and goes on, in the room as soon as the hub has passed it. */
  settle(waiting: Waiting, seq: number, networkSeq: number, hubCursor: number): void {
    const kept = waiting.kept ?? [];
    waiting.kept = null;
    waiting.seq = seq;
    waiting.joinAt = networkSeq;
    for (const frame of kept) this.#pass(waiting, frame);
    if (hubCursor >= networkSeq) this.#join(waiting);
  }

  deliver(room: string, frame: Frame): void {
    for (const waiting of this.#waiting.get(room)?.values() ?? []) {
      if (waiting.kept === null) this.#pass(waiting, frame);
      else if (waiting.kept.length < this.#framesMax) waiting.kept.push(frame);
      else {
        this.drop(waiting.subscriber.id, room);
        waiting.subscriber.reset({ network: waiting.network, topic: frame.topic, code: "behind" });
      }
    }
  }

  advanced(network: string, seq: number): void {
    for (const inRoom of [...this.#waiting.values()])
      for (const waiting of [...inRoom.values()])
        if (waiting.network === network && seq >= waiting.joinAt) this.#join(waiting);
  }

  drop(subscriberId: string, room: string): void {
    const inRoom = this.#waiting.get(room);
    inRoom?.delete(subscriberId);
    if (inRoom?.size === 0) this.#waiting.delete(room);
  }

  /** Rooms that the subscriber waits for. */
  roomsOf(subscriberId: string): string[] {
    return [...this.#waiting].filter(([, inRoom]) => inRoom.has(subscriberId)).map(([room]) => room);
  }

  waitingIn(matches: (room: string) => boolean): { room: string; subscriber: Subscriber }[] {
    return [...this.#waiting].flatMap(([room, inRoom]) =>
      matches(room) ? [...inRoom.values()].map(({ subscriber }) => ({ room, subscriber })) : [],
    );
  }

  #pass(waiting: Waiting, frame: Frame): void {
    if (frame.seq <= waiting.seq) return;
    waiting.seq = frame.seq;
    waiting.subscriber.send(frame);
  }

  #join(waiting: Waiting): void {
    this.drop(waiting.subscriber.id, waiting.room);
    waiting.subscriber.join(waiting.room);
  }
}

export type { Waiting };
