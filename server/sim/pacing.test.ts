import { describe, expect, it } from "vitest";
import { pacingOf } from "#server/consensus";
import { createPrng } from "#server/lib/prng";
import { type PoaTypes, poa } from "./protocols/poa";
import { FAULTLESS, World } from "./world";

const TICK_MS = 10;

/** Ten faultless minutes as on a devnet: loopback links, a disk that syncs, blocks that take a while to execute. */
function faultlessMinutes(minutes: number, skew: number) {
  const missed: string[] = [];
  const finalAtUs: number[] = [];
  const world: World<PoaTypes> = new World(
    poa(),
    createPrng("pacing"),
    {
      ...FAULTLESS,
      voters: 4,
      nodes: [1 - skew, 1, 1 + skew / 2, 1 + skew].map((rate) => ({
        tickUs: Math.round(TICK_MS * 1000 * rate),
        diskUsMax: 20_000,
        workUsMax: 150_000,
      })),
      network: { latencyUsMin: 100, latencyUsMax: 5_000, slow: 0.001, loss: 0, duplication: 0 },
      pacing: pacingOf({ blockIntervalMs: 1000, tickMs: TICK_MS }),
    },
    undefined,
    {
      journal: (node, entry) => entry.type === "turnMissed" && missed.push(`${node.id} turn ${entry.turn}`),
      commit: (node, block) => {
        if (node.index === 0) finalAtUs[block.height] = world.queue.now;
      },
    },
  );
  for (const node of world.nodes) world.restart(node);
  world.queue.runUntil(minutes * 60_000_000);
  return { missed, finalAtUs, world };
}

describe("pacing", () => {
  it("misses no turn in ten minutes and gives a block a second, without drift", () => {
    const { missed, finalAtUs, world } = faultlessMinutes(10, 0);
    expect(missed).toEqual([]);
    // One second is turn 0's, and the last block may be under way.
    expect(world.checkers.finalHeightMax).toBeGreaterThanOrEqual(597);
    expect(world.checkers.finalHeightMax).toBeLessThanOrEqual(600);
    const [early = 0, late = 0] = [finalAtUs[50], finalAtUs[550]];
    expect((late - early) / 500 / 1e6).toBeCloseTo(1, 2);
  }, 60_000);

  it("follows the fastest clock when clocks differ by a hundredth", () => {
    const { missed, finalAtUs } = faultlessMinutes(5, 0.01);
    expect(missed).toEqual([]);
    const [early = 0, late = 0] = [finalAtUs[50], finalAtUs[250]];
    expect((late - early) / 200 / 1e6).toBeGreaterThan(0.985);
    expect((late - early) / 200 / 1e6).toBeLessThan(1.005);
  }, 60_000);
});
