import { describe, expect, it } from "vitest";
import type { ConsensusView, NodeStatus } from "#server/api";
import { bearsAtMost, verdictOf } from "./verdict";

const view = (statuses: NodeStatus[], more: Partial<ConsensusView> = {}) =>
  ({
    tolerates: statuses.filter((status) => status === "alive").length - 3,
    quorum: 3,
    stalled: null,
    observers: { alive: 3, known: 4 },
    validators: statuses.map((status, index) => ({ id: `alpha-${index + 1}`, status })),
    ...more,
  }) as ConsensusView;

describe("bearsAtMost", () => {
  it("counts from all validators, whoever is silent now", () => {
    expect(bearsAtMost(view(["alive", "alive", "alive", "dead"]))).toBe(1);
    expect(bearsAtMost(view(["alive"], { quorum: null }))).toBeNull();
  });
});

describe("verdictOf", () => {
  it("says that an election is under way, until that is a stall", () => {
    const electing = { engine: "raft", leader: null, term: 7 };
    expect(verdictOf(view(["alive", "alive", "dead"], electing))).toEqual({ kind: "electing", term: 7 });
    expect(verdictOf(view(["alive", "alive", "alive"], { ...electing, leader: "alpha-1" }))).toEqual({
      kind: "healthy",
    });
    const stalled = {} as NonNullable<ConsensusView["stalled"]>;
    expect(verdictOf(view(["alive"], { ...electing, stalled }))).toEqual({ kind: "stalled" });
  });
  it("claims nothing of a network that has never answered", () => {
    expect(verdictOf(view([], { engine: "unknown" }))).toEqual({ kind: "unheard" });
    expect(verdictOf(view([], { engine: "ethash" }))).toEqual({ kind: "none" });
  });
  it("is healthy while nobody is known to be silent: unknown is not missed", () => {
    expect(verdictOf(view(["alive", "alive", "alive", "unknown"]))).toEqual({ kind: "healthy" });
  });
  it("names the silent and what is left", () => {
    expect(verdictOf(view(["alive", "alive", "alive", "dead"]))).toEqual({
      kind: "weakened",
      silent: ["alpha-4"],
      tolerates: 0,
    });
  });
  it("says so where nobody observes, where there are no validators, and where the chain stands still", () => {
    expect(verdictOf(view(["unknown"], { observers: { alive: 0, known: 4 } })).kind).toBe("blind");
    expect(verdictOf(view([])).kind).toBe("none");
    expect(verdictOf(view(["alive"], { stalled: {} as NonNullable<ConsensusView["stalled"]> })).kind).toBe("stalled");
  });
});
