/**
 * Messages to and from peers, each peer's in order, though making or reading one may take a while: whatever can be had at
 * once goes at once, unless something of the same peer is still waiting. Bounded; what does not fit is dropped, as a network
 * may do at any time.
 */

/** Of one peer. */
const WAITING_MAX = 256;

type Soon<Value> = Value | Promise<Value>;

export class Lanes<Value> {
  readonly #waiting = new Map<string, number>();
  readonly #tails = new Map<string, Promise<void>>();
  /** How many did not fit. */
  dropped = 0;

  constructor(
    private readonly take: (peer: string, value: Value) => void,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** @param start not called before all that the peer has waiting is done */
  push(peer: string, start: () => Soon<Value>): void {
    const waiting = this.#waiting.get(peer) ?? 0;
    if (waiting === 0) {
      const value = start();
      if (value instanceof Promise) this.#follow(peer, () => value);
      else this.take(peer, value);
    } else if (waiting < WAITING_MAX) this.#follow(peer, start);
    else this.dropped++;
  }

  #follow(peer: string, start: () => Soon<Value>): void {
    this.#waiting.set(peer, (this.#waiting.get(peer) ?? 0) + 1);
    const tail = (this.#tails.get(peer) ?? Promise.resolve())
      .then(async () => this.take(peer, await start()))
      .catch(this.onFault)
      .finally(() => this.#leave(peer));
    this.#tails.set(peer, tail);
  }

  #leave(peer: string): void {
    const left = (this.#waiting.get(peer) ?? 1) - 1;
    if (left > 0) {
      this.#waiting.set(peer, left);
      return;
    }
    this.#waiting.delete(peer);
    this.#tails.delete(peer);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#tails.values());
  }
}
