/**
 * The Raft engine alone, five of them in one process: no signatures, no disk, no wire; every block is built, written, sent,
 * acknowledged, certified and executed by all. What is left is what consensus itself costs.
 */
import { type BlockMeta, type RaftEffect, RaftEngine, type RaftEvent, raftPacingOf } from "#server/consensus";
import { createPrng } from "#server/lib/prng";
import { type Bench, percentile, type Row, round } from "./row";

const NODES = 5;
const WARM_UP_ENTRIES = 20_000;
const ENTRIES = 20_000;
const RUNS = 5;
const GENESIS: BlockMeta = { hash: "genesis", parent: "", height: 0, turn: 0, proposer: null, change: null };
const SIGNATURE = new Uint8Array(65);
/** A block with each tick. */
const PACING = { ...raftPacingOf({ blockIntervalMs: 1, tickMs: 1 }), intervalTicks: 1 };

class Cluster {
  /** By every node together. */
  steps = 0;
  /** Of the first node. */
  finalHeight = 0;
  private readonly ids = Array.from({ length: NODES }, (_, index) => `v${index}`);
  private readonly engines = this.ids.map((self) => engineOf(self, this.ids));
  private readonly due: { readonly to: number; readonly event: RaftEvent }[] = [];

  /** A tick everywhere, and all that follows from it. */
  tick(): void {
    for (let to = 0; to < NODES; to++) this.due.push({ to, event: { type: "tick" } });
    for (let next = 0; next < this.due.length; next++) {
      const item = this.due[next];
      if (item !== undefined) this.step(item.to, item.event);
    }
    this.due.length = 0;
  }

  private step(to: number, event: RaftEvent): void {
    this.steps++;
    for (const effect of this.engines[to]?.step(event) ?? []) this.carryOut(to, effect);
  }

  private carryOut(from: number, effect: RaftEffect): void {
    switch (effect.type) {
      case "persist":
        this.due.push({ to: from, event: { type: "persisted", index: effect.index } });
        break;
      case "send": {
        const event: RaftEvent = { type: "message", from: this.ids[from] ?? "", message: effect.message };
        for (let to = 0; to < NODES; to++) if (this.ids[to] === effect.to) this.due.push({ to, event });
        break;
      }
      case "propose": {
        const { parent, height, turn, change } = effect;
        const block = { hash: `${turn}/${height}`, parent, height, turn, proposer: this.ids[from] ?? null, change };
        this.due.push({ to: from, event: { type: "proposed", block } });
        break;
      }
      case "check":
        this.due.push({ to: from, event: { type: "checked", block: effect.block, refusal: null } });
        break;
      case "commit":
        if (from === 0) this.finalHeight = effect.block.height;
        break;
      default:
    }
  }
}

function engineOf(self: string, ids: readonly string[]): RaftEngine {
  const members = ids.map((id) => ({ id, role: "voter" as const }));
  const restored = { hardState: null, final: GENESIS, certificate: null, members, log: [] };
  return new RaftEngine({ self, pacing: PACING, sign: () => SIGNATURE, prng: createPrng(self), restored });
}

export const engineBench: Bench = {
  name: "engine",
  about: `the Raft engine alone, ${NODES} of them in one process; median of ${RUNS} runs of ${ENTRIES} blocks`,
  async run(signal): Promise<Row[]> {
    const cluster = new Cluster();
    while (cluster.finalHeight < WARM_UP_ENTRIES) cluster.tick();
    const entries: number[] = [];
    const steps: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      signal.throwIfAborted();
      const before = { height: cluster.finalHeight, steps: cluster.steps };
      const startedMs = performance.now();
      while (cluster.finalHeight < before.height + ENTRIES) cluster.tick();
      const seconds = (performance.now() - startedMs) / 1000;
      entries.push((cluster.finalHeight - before.height) / seconds);
      steps.push((cluster.steps - before.steps) / seconds);
    }
    return [
      { name: "engine.raft.entries", value: round(percentile(entries, 0.5), 0), unit: "1/s", goal: "≥ 20,000" },
      { name: "engine.raft.steps", value: round(percentile(steps, 0.5), 0), unit: "1/s" },
    ];
  },
};
