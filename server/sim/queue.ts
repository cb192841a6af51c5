/** The only scheduler of a simulation: a heap over (time, sequence). What is due at one time runs in the order it was put in. */
export class EventQueue {
  private readonly heap: { readonly at: number; readonly sequence: number; readonly run: () => void }[] = [];
  private sequence = 0;
  /** Microseconds since the start. */
  now = 0;

  get size(): number {
    return this.heap.length;
  }

  after(delayUs: number, run: () => void): void {
    const { heap } = this;
    heap.push({ at: this.now + delayUs, sequence: this.sequence++, run });
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.swapIfEarlier(i, parent)) break;
      i = parent;
    }
  }

  /** Runs all that is due until then, and moves the clock there. `stop` ends early. */
  runUntil(untilUs: number, stop: () => boolean = () => false): void {
    for (let first = this.heap[0]; first !== undefined && first.at <= untilUs; first = this.heap[0]) {
      this.pop();
      this.now = first.at;
      first.run();
      if (stop()) return;
    }
    this.now = untilUs;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      const child = left + 1 < heap.length && this.earlier(left + 1, left) ? left + 1 : left;
      if (child >= heap.length || !this.swapIfEarlier(child, i)) return;
      i = child;
    }
  }

  private earlier(i: number, j: number): boolean {
    const [a, b] = [this.heap[i], this.heap[j]];
    return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.sequence < b.sequence));
  }

  private swapIfEarlier(i: number, j: number): boolean {
    const [a, b] = [this.heap[i], this.heap[j]];
    if (a === undefined || b === undefined || !this.earlier(i, j)) return false;
    this.heap[i] = b;
    this.heap[j] = a;
    return true;
  }
}
