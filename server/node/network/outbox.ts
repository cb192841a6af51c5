/**
 * A bounded queue in front of one outgoing stream. It writes as long as the stream takes more; what waits is bounded by
 * number and bytes, and the oldest goes first when it is full: in consensus and gossip the newest message matters most.
 */

export interface OutboxLimits {
  readonly countMax: number;
  readonly bytesMax: number;
}

interface Sink<Message> {
  write(message: Message): boolean;
  once(event: "drain", listener: () => void): unknown;
}

export class Outbox<Message> {
  #queue: { message: Message; bytes: number }[] = [];
  #bytes = 0;
  #sink: Sink<Message> | null = null;
  #blocked = false;
  /** How many messages were never sent. */
  dropped = 0;

  constructor(private readonly limits: OutboxLimits) {}

  /** From now on to this stream; what waited for an earlier one is dropped, since the peer is told afresh. */
  attach(sink: Sink<Message>): void {
    this.detach();
    this.#sink = sink;
  }

  detach(): void {
    this.#sink = null;
    this.#blocked = false;
    this.#queue = [];
    this.#bytes = 0;
  }

  push(message: Message, bytes: number): void {
    if (!this.#sink) return;
    this.#queue.push({ message, bytes });
    this.#bytes += bytes;
    while (
      this.#queue.length > this.limits.countMax ||
      (this.#bytes > this.limits.bytesMax && this.#queue.length > 1)
    ) {
      this.#bytes -= this.#queue.shift()?.bytes ?? 0;
      this.dropped++;
    }
    this.#pump();
  }

  #pump(): void {
    const sink = this.#sink;
    while (sink && !this.#blocked) {
      const next = this.#queue.shift();
      if (!next) return;
      this.#bytes -= next.bytes;
      if (sink.write(next.message)) continue;
      this.#blocked = true;
      sink.once("drain", () => {
        if (this.#sink !== sink) return;
        this.#blocked = false;
        this.#pump();
      });
    }
  }
}
