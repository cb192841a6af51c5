/**
 * How far a replay has come: all of the recording at once, or block by block at a pace, so that a reader follows it as it would
 * a living chain. What lies beyond the head is not served.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ChainBlock } from "#server/chain";
import type { Recording } from "./recording/recording";

/** A faster pace brings several blocks at each step. */
const STEP_MS_MIN = 20;

export class Head {
  /** Of the head, among the recording's canonical blocks. */
  position: number;

  /** @param blocksPerSecond null: all at once */
  constructor(
    readonly recording: Recording,
    readonly blocksPerSecond: number | null,
  ) {
    this.position = blocksPerSecond === null ? recording.length - 1 : 0;
  }

  get paced(): boolean {
    return this.blocksPerSecond !== null;
  }

  get height(): number {
    return this.recording.ref(this.position)?.height ?? 0;
  }

  block(): ChainBlock | null {
    return this.recording.at(this.position);
  }

  atHeight(height: number): ChainBlock | null {
    const position = this.recording.position(height);
    const found = position <= this.position && this.recording.ref(position)?.height === height;
    return found ? this.recording.at(position) : null;
  }

  byHash(hash: Uint8Array): ChainBlock | null {
    const block = this.recording.byHash(hash);
    return block && block.height <= this.height ? block : null;
  }

  /** Moves on at its pace until the end. @param committed called for each new head, in order */
  async run(committed: (position: number) => void, signal: AbortSignal): Promise<void> {
    const { blocksPerSecond } = this;
    if (blocksPerSecond === null) return;
    const started = performance.now();
    const first = this.position;
    while (!signal.aborted && this.position < this.recording.length - 1) {
      await sleep(Math.max(STEP_MS_MIN, 1000 / blocksPerSecond), undefined, { signal }).catch(() => {});
      const due = first + Math.floor(((performance.now() - started) / 1000) * blocksPerSecond);
      while (!signal.aborted && this.position < Math.min(due, this.recording.length - 1)) committed(++this.position);
    }
  }
}
