/** A bounded queue between one writer that waits for room and one reader that waits for items, with a time limit. */

export class Queue<T> {
  readonly #items: T[] = [];
  #ended: { error: unknown } | null = null;
  #wakeReader: (() => void) | null = null;
  #wakeWriter: (() => void) | null = null;

  constructor(readonly itemsMax: number) {}

  get size(): number {
    return this.#items.length;
  }

  /** Resolves when there is room again; after the end it drops the item. */
  async push(item: T): Promise<void> {
    while (this.#items.length >= this.itemsMax && !this.#ended)
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
    if (this.#ended) return;
    this.#items.push(item);
    this.#wakeReader?.();
  }

  /** What is queued is still read; then readers get the error. */
  end(error: unknown): void {
    this.#ended ??= { error };
    this.#wakeReader?.();
    this.#wakeWriter?.();
  }

  /** @returns undefined when nothing came in time. @throws the error of `end` */
  async take(timeoutMs: number): Promise<T | undefined> {
    if (this.#items.length === 0 && !this.#ended)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#wakeReader = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.#wakeReader = null;
    const item = this.#items.shift();
    this.#wakeWriter?.();
    this.#wakeWriter = null;
    if (item === undefined && this.#ended) throw this.#ended.error;
    return item;
  }
}
