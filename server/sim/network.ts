/** Links between nodes: latency, loss, duplication, reordering (by latency alone), and cuts, each in one direction. */
import type { Prng } from "#server/lib/prng";
import type { EventQueue } from "./queue";

export interface NetworkKnobs {
  latencyUsMin: number;
  latencyUsMax: number;
  /** Share of packets that take ten times as long. */
  slow: number;
  loss: number;
  duplication: number;
}

export class SimNetwork {
  private readonly cuts = new Set<string>();

  constructor(
    private readonly queue: EventQueue,
    private readonly prng: Prng,
    public knobs: NetworkKnobs,
  ) {}

  cut(from: number, to: number): void {
    this.cuts.add(`${from}>${to}`);
  }

  /** Cuts every link between different groups; who is in none stays with all. */
  partition(groups: readonly (readonly number[])[]): void {
    for (const group of groups) {
      for (const other of groups) {
        if (group !== other) for (const a of group) for (const b of other) this.cut(a, b);
      }
    }
  }

  mend(from: number, to: number): void {
    this.cuts.delete(`${from}>${to}`);
  }

  heal(): void {
    this.cuts.clear();
  }

  isOpen(from: number, to: number): boolean {
    return !this.cuts.has(`${from}>${to}`);
  }

  /** A packet under way when its link is cut still arrives: as on real networks. */
  send(from: number, to: number, deliver: () => void): void {
    const { prng, knobs } = this;
    if (!this.isOpen(from, to) || prng.chance(knobs.loss)) return;
    const copies = prng.chance(knobs.duplication) ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      const latencyUs = prng.between(knobs.latencyUsMin, knobs.latencyUsMax) * (prng.chance(knobs.slow) ? 10 : 1);
      this.queue.after(latencyUs, deliver);
    }
  }
}
