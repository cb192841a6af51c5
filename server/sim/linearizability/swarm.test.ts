import { describe, expect, it } from "vitest";
import type { Protocol, Types } from "../protocol";
import { poa } from "../protocols/poa";
import { raft } from "../protocols/raft";
import { runSeed } from "../swarm";
import { checkLinearizable } from "./check";
import type { Operation } from "./model";
import { type RegisterInput, type RegisterOutput, register } from "./models";
import { RegisterClients, type RegisterClientsOptions } from "./register-clients";

interface Run {
  readonly history: readonly Operation<RegisterInput, RegisterOutput>[];
  readonly violation: string | null;
}

function run<T extends Types>(seed: string, protocol: Protocol<T>, options?: RegisterClientsOptions): Run {
  let historyOf = (): Run["history"] => [];
  const { violation } = runSeed(seed, protocol, {
    clients: (world, prng, untilUs) => {
      const clients = new RegisterClients(world, prng, options);
      historyOf = () => clients.history();
      clients.start(untilUs);
    },
  });
  return { history: historyOf(), violation };
}

/** Over so many seeds; each history by its verdict. */
function verdicts<T extends Types>(seeds: number, protocol: Protocol<T>) {
  const counted = { linearizable: 0, violated: [] as string[], unknown: 0, operations: 0, unanswered: 0 };
  for (let number = 1; number <= seeds; number++) {
    const seed = `linearizability/${number}`;
    const { history, violation } = run(seed, protocol);
    expect({ seed, violation }).toEqual({ seed, violation: null });
    const { verdict } = checkLinearizable(register, history);
    counted.operations += history.length;
    counted.unanswered += history.filter(({ output }) => output === null).length;
    if (verdict === "violated") counted.violated.push(seed);
    else counted[verdict]++;
  }
  return counted;
}

/** Within so many seeds. */
function caught<T extends Types>(seeds: number, protocol: Protocol<T>, options: RegisterClientsOptions): boolean {
  for (let number = 1; number <= seeds; number++) {
    const { history } = run(`linearizability/${number}`, protocol, options);
    if (checkLinearizable(register, history).verdict === "violated") return true;
  }
  return false;
}

describe("the histories of clients of a simulated network under faults", () => {
  it("are linearizable on Raft: 100 seeds", () => {
    const { violated, unknown, operations, unanswered } = verdicts(100, raft());
    expect({ violated, unknown }).toEqual({ violated: [], unknown: 0 });
    expect(operations).toBeGreaterThan(2_000);
    expect(unanswered).toBeGreaterThan(50);
  });

  it("are linearizable on PoA: 100 seeds", () => {
    const { violated, unknown, operations } = verdicts(100, poa());
    expect({ violated, unknown }).toEqual({ violated: [], unknown: 0 });
    expect(operations).toBeGreaterThan(2_000);
  });

  it("are not where a node answers from what it knows to be final", () => {
    expect(caught(50, raft(), { reads: "local", answers: "final" })).toBe(true);
  });

  it("are not where a node answers before it is final", () => {
    expect(caught(50, poa(), { reads: "ordered", answers: "head" })).toBe(true);
    expect(caught(200, raft(), { reads: "ordered", answers: "head" })).toBe(true);
  });
});
