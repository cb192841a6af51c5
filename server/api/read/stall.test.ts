import { describe, expect, it } from "vitest";
import { judgeStall, type StallInput } from "./stall";

const NOW = Date.parse("2026-01-01T00:01:00Z");

function input(change: Partial<StallInput> = {}): StallInput {
  return {
    now: NOW,
    live: true,
    blockIntervalMs: 1000,
    finalAt: NOW - 20_000,
    finalHeight: 100,
    headHeight: 102,
    nodesFinalHeight: 100,
    quorum: 3,
    validators: ["a", "b", "c", "d"].map((id) => ({ id, status: "alive", reason: null, since: null })),
    observers: { alive: 4, known: 4 },
    sourceError: null,
    leader: null,
    members: [],
    inTurn: "b",
    turnEndsAt: NOW + 500,
    ...change,
  };
}

const withDown = (...down: string[]): StallInput["validators"] =>
  input().validators.map((one) =>
    down.includes(one.id) ? { ...one, status: "dead", reason: "connection refused" } : one,
  );

describe("why no block is coming", () => {
  it("is nothing while blocks become final, and not before three intervals or five seconds", () => {
    expect(judgeStall(input({ finalAt: NOW - 4_900 }))).toBeNull();
    expect(judgeStall(input({ finalAt: NOW - 29_000, blockIntervalMs: 10_000 }))).toBeNull();
    expect(judgeStall(input({ finalAt: NOW - 31_000, blockIntervalMs: 10_000 }))).not.toBeNull();
  });

  it("never holds for a recording, nor where no interval is promised", () => {
    expect(judgeStall(input({ live: false }))).toBeNull();
    expect(judgeStall(input({ blockIntervalMs: null }))).toBeNull();
  });

  it("is not said of the chain when only the index is behind", () => {
    expect(judgeStall(input({ nodesFinalHeight: 140 }))).toBeNull();
  });

  it("is a lost quorum, with who and their reasons", () => {
    const stall = judgeStall(input({ validators: withDown("c", "d"), observers: { alive: 2, known: 4 } }));
    expect(stall).toMatchObject({ code: "quorum-lost", who: ["c", "d"], facts: { alive: 2, known: 4, quorum: 3 } });
    expect(stall?.evidence.join()).toContain("c is dead: connection refused");
    expect(stall?.findings).toMatchObject([
      { code: "silence", final: 100, silentMs: 20_000, intervalMs: 1000 },
      { code: "validator-down", id: "c", status: "dead" },
      { code: "validator-down", id: "d" },
    ]);
    expect(stall?.evidence).toHaveLength(3);
    expect(stall?.since).toBe("2026-01-01T00:00:45.000Z");
    expect(stall?.nextAttemptAt).toBe("2026-01-01T00:01:00.500Z");
  });

  it("is unknown when nobody can be observed: no validator is blamed", () => {
    const stall = judgeStall(input({ validators: withDown("a", "b", "c", "d"), observers: { alive: 0, known: 4 } }));
    expect(stall).toMatchObject({ code: "source-cut-off", who: [], nextAttemptAt: null });
  });

  it("says so when a quorum lives and still nothing becomes final", () => {
    const stall = judgeStall(input({ validators: withDown("d"), observers: { alive: 3, known: 4 } }));
    expect(stall).toMatchObject({ code: "no-final-block", who: ["d"] });
    expect(stall?.evidence.join()).toContain("Blocks 101 to 102 lack signatures.");
  });

  it("is that nobody leads: who stands, and how the votes are split", () => {
    const member = (id: string, votedFor: string | null, role: "candidate" | "follower" = "candidate", term = 9) => ({
      ...{ id, votedFor, role, term },
    });
    const stall = judgeStall(
      input({
        leader: { id: null, term: 9 },
        inTurn: null,
        members: [member("a", "a"), member("b", "b"), member("c", "b", "follower"), member("d", "d", "follower", 8)],
      }),
    );
    expect(stall).toMatchObject({ code: "no-leader", who: [] });
    expect(stall?.findings.slice(1, 5)).toEqual([
      { code: "leader", id: null, term: 9 },
      { code: "candidates", ids: ["a", "b"] },
      { code: "votes", candidate: "a", voters: ["a"], quorum: 3 },
      { code: "votes", candidate: "b", voters: ["b", "c"], quorum: 3 },
    ]);
    expect(stall?.evidence).toContain("b has the votes of b and c; 3 are needed.");
    expect(judgeStall(input({ leader: { id: "a", term: 9 } }))?.code).toBe("no-final-block");
  });

  it("is a lost quorum rather than a missing leader where too few are alive", () => {
    const stall = judgeStall(input({ validators: withDown("c", "d"), leader: { id: null, term: 9 } }));
    expect(stall).toMatchObject({ code: "quorum-lost", who: ["c", "d"] });
    expect(stall?.findings[1]).toEqual({ code: "leader", id: null, term: 9 });
  });
});
