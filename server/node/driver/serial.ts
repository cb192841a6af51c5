/** Work one after the other, in the order in which it was given; bounded by whoever gives it. */
export class Serial {
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(private readonly onFault: (error: unknown) => void) {}

  /** How much is waiting or under way. */
  get size(): number {
    return this.#waiting;
  }

  run(work: () => Promise<void>): void {
    this.#waiting++;
    this.#tail = this.#tail
      .then(work)
      .catch(this.onFault)
      .finally(() => {
        this.#waiting--;
      });
  }

  /** When all that was given is done. */
  settled(): Promise<void> {
    return this.#tail;
  }
}
