import { describe, expect, it } from "vitest";
import type { PoaOptions } from "#server/consensus";
import type { CheckerOptions } from "./checkers";
import type { SimEngine } from "./protocol";
import { type PoaTypes, poa } from "./protocols/poa";
import { runSeed } from "./swarm";
import { FinalAtHalf, ForgetsItsVote, ForgetsPersist, VotesTwice } from "./testing/broken-engines";

const shipped = poa();

function firstCaught(
  seeds: number,
  make: (options: PoaOptions) => SimEngine<PoaTypes>,
  checks: CheckerOptions = { certificates: true },
): string | null {
  for (let seed = 1; seed <= seeds; seed++) {
    const { violation } = runSeed(String(seed), poa(make), { checks });
    if (violation !== null) return violation;
  }
  return null;
}

describe("the swarm", () => {
  it("finds nothing in 150 seeds of the shipped engine, and each goes on after its faults", () => {
    for (let seed = 1; seed <= 150; seed++) {
      const { violation, finalHeight } = runSeed(String(seed), shipped);
      expect(violation, `seed ${seed}`).toBeNull();
      expect(finalHeight, `seed ${seed}`).toBeGreaterThanOrEqual(5);
    }
  }, 60_000);

  it.each([
    ["75", "a block built before a crash was sent beside another one of its turn"],
    ["287", "three validators kept missing each other's votes by a time-out"],
    ["409", "the same, with one validator on a fork of its own"],
    ["365", "a node behind asked for the same chain over and over"],
    ["18a", "the same, by certificates"],
  ])("has not forgotten seed %s: %s", (seed) => {
    const knobs = { crashMode: "lost", slowWrites: 0, stops: false } as const;
    expect(runSeed(seed, shipped, { knobs }).violation).toBeNull();
  });

  it("does the same twice for one seed, and something else for another", () => {
    for (const seed of ["7f3a", "1", "0"]) expect(runSeed(seed, shipped)).toEqual(runSeed(seed, shipped));
    expect(runSeed("1", shipped).hash).not.toBe(runSeed("2", shipped).hash);
  });
});

describe("what is broken on purpose is caught", () => {
  it("final at half, by its certificate", () => {
    expect(firstCaught(5, (options) => new FinalAtHalf(options))).toMatch(/certificate|before it is on disk/);
  });

  it("final at half, by two histories, were certificates not looked at", () => {
    const caught = firstCaught(200, (options) => new FinalAtHalf(options), { certificates: false });
    expect(caught).toMatch(/two final blocks|does not extend|leaves its final block/);
  }, 60_000);

  it("two votes in a turn", () => {
    expect(firstCaught(5, (options) => new VotesTwice(options))).toMatch(/votes twice/);
  });

  it("votes that are not on disk", () => {
    expect(firstCaught(5, (options) => new ForgetsPersist(options))).toMatch(/before it is on disk/);
  });

  it("votes that are not on disk, by what they lead to", () => {
    const caught = firstCaught(100, (options) => new ForgetsPersist(options), { certificates: false });
    expect(caught).toMatch(/votes twice|proposes twice/);
  });

  it("a restart that forgets the last vote", () => {
    expect(firstCaught(100, (options) => new ForgetsItsVote(options))).toMatch(/votes twice|proposes twice|after turn/);
  });
});
