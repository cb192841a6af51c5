import { describe, expect, it } from "vitest";
import { createPrng } from "#server/lib/prng";
import { raft } from "./protocols/raft";
import { FAULTLESS, World } from "./world";

/** No faults: three nodes, a block each 20 ms, and the last of them takes longer than that to execute one. */
function run(seconds: number) {
  const world = new World(raft(), createPrng("lag"), {
    ...FAULTLESS,
    nodes: [0, 0, 60_000].map((workUsMax) => ({ tickUs: 10_000, diskUsMax: 1_000, workUsMax })),
    voters: 3,
    network: { latencyUsMin: 100, latencyUsMax: 1_000, slow: 0, loss: 0, duplication: 0 },
    pacing: { intervalTicks: 2, heartbeatTicks: 5, electionTicksMin: 15, electionTicksMax: 30 },
  });
  for (const node of world.nodes) world.restart(node);
  world.queue.runUntil(seconds * 1e6);
  return world;
}

describe("a node that executes more slowly than the others build", () => {
  it("stays behind, holds no more than it may, and what it has executed is final there", () => {
    const world = run(60);
    const [, , slow] = world.nodes;
    expect(world.checkers.finalHeightMax).toBeGreaterThan(2_000);
    expect(slow?.head.height).toBeLessThan(world.checkers.finalHeightMax - 500);
    expect((slow?.head.height ?? 0) - (slow?.final.height ?? 0)).toBeLessThan(64);
    for (const node of world.nodes) world.checkLimits(node);
  }, 60_000);
});
