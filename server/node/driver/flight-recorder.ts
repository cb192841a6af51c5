/**
 * What the engine tells of itself, on its way to whoever listens: never so much that it would push everything else out of
 * the events that are kept. What comes too fast is dropped, counted, and the count told before the next entry that passes.
 */
import type { JournalEntry } from "#proto";

/** A leader of five with a block every 50 ms tells of about 300 transitions a second. */
const ENTRIES_PER_SECOND = 500;
/** An election of a whole network, and more, at once. */
const BURST_MAX = 2_000;

export class FlightRecorder {
  #allowed = BURST_MAX;
  #asOfMs: number;
  #dropped = 0;

  /** @param now milliseconds of a monotonic clock */
  constructor(
    private readonly publish: (entry: JournalEntry) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#asOfMs = now();
  }

  record(entry: JournalEntry): void {
    const nowMs = this.now();
    this.#allowed = Math.min(BURST_MAX, this.#allowed + ((nowMs - this.#asOfMs) * ENTRIES_PER_SECOND) / 1_000);
    this.#asOfMs = nowMs;
    if (this.#allowed < 1) {
      this.#dropped++;
      return;
    }
    this.#allowed--;
    if (this.#dropped > 0) {
      const { turn, height } = entry;
      this.publish({ turn, height, entry: { $case: "entriesDropped", value: { count: this.#dropped } } });
      this.#dropped = 0;
    }
    this.publish(entry);
  }
}
