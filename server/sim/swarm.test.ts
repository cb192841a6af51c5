import { describe, expect, it } from "vitest";
import type { PoaOptions } from "#server/consensus";
import type { CheckerOptions } from "./checkers";
import type { SimEngine } from "./protocol";
import { type PoaTypes, poa } from "./protocols/poa";
import { raft } from "./protocols/raft";
import { runSeed } from "./swarm";
import { FinalAtHalf, ForgetsItsVote, ForgetsPersist, VotesTwice } from "./testing/broken-engines";

const shipped = poa();

function firstCaught(
  seeds: number,
  make: (options: PoaOptions) => SimEngine<PoaTypes>,
  checks: CheckerOptions = { outcomesOnly: false },
): string | null {
  for (let seed = 1; seed <= seeds; seed++) {
    const { violation } = runSeed(String(seed), poa(make), { checks });
    if (violation !== null) return violation;
  }
  return null;
}

const swarms = {
  poa: (seed: string) => runSeed(seed, shipped),
  raft: (seed: string) => runSeed(seed, raft()),
};

describe.each(["poa", "raft"] as const)("the swarm of %s", (engine) => {
  const run = swarms[engine];

  it("finds nothing in 200 seeds of the shipped engine, and each goes on after its faults", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { violation, finalHeight } = run(String(seed));
      expect(violation, `seed ${seed}`).toBeNull();
      expect(finalHeight, `seed ${seed}`).toBeGreaterThanOrEqual(5);
    }
  }, 120_000);

  it("does the same twice for one seed, and something else for another", () => {
    for (const seed of ["7f3a", "1", "0"]) expect(run(seed)).toEqual(run(seed));
    expect(run("1").hash).not.toBe(run("2").hash);
  });
});

describe("the swarm has not forgotten", () => {
  it.each([
    ["75", "a block built before a crash was sent beside another one of its turn"],
    ["287", "three validators kept missing each other's votes by a time-out"],
    ["409", "the same, with one validator on a fork of its own"],
    ["365", "a node behind asked for the same chain over and over"],
    ["18a", "the same, by certificates"],
  ])("poa %s: %s", (seed) => {
    const knobs = { crashMode: "lost", slowWrites: 0, stops: false, flaps: false, voters: 7 } as const;
    expect(runSeed(seed, shipped, { knobs }).violation).toBeNull();
  });

  it.each([
    ["347b", "of two voters one held its own removal and did not stand; the other's log was behind"],
    ["384c", "the same, by another way"],
  ])("raft %s: %s", (seed) => {
    expect(swarms.raft(seed).violation).toBeNull();
  });
});

describe("what is broken on purpose in PoA is caught", () => {
  it("final at half, by its certificate", () => {
    expect(firstCaught(5, (options) => new FinalAtHalf(options))).toMatch(/certificate|before it is on disk/);
  });

  it("final at half, by two histories, were certificates not looked at", () => {
    const caught = firstCaught(200, (options) => new FinalAtHalf(options), { outcomesOnly: true });
    expect(caught).toMatch(/two final blocks|does not extend|leaves its final block/);
  }, 60_000);

  it("two votes in a turn", () => {
    expect(firstCaught(5, (options) => new VotesTwice(options))).toMatch(/votes twice/);
  });

  it("votes that are not on disk", () => {
    expect(firstCaught(5, (options) => new ForgetsPersist(options))).toMatch(/before it is on disk/);
  });

  it("votes that are not on disk, by what they lead to", () => {
    const caught = firstCaught(100, (options) => new ForgetsPersist(options), { outcomesOnly: true });
    expect(caught).toMatch(/votes twice|proposes twice/);
  });

  it("a restart that forgets the last vote", () => {
    expect(firstCaught(100, (options) => new ForgetsItsVote(options))).toMatch(/votes twice|proposes twice|after turn/);
  });
});
