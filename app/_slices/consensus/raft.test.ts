import { describe, expect, it } from "vitest";
import type { ConsensusView } from "#server/api";
import { placeOf, type RaftFacts, raftRows, scaleOf, votesOf } from "./raft";

type Member = NonNullable<ConsensusView["members"]>[number];

const member = (id: string, more: Partial<Member> = {}): Member => ({
  ...{ id, member: "voter", role: "follower", term: 4, votedFor: "a-1", leader: "a-1" },
  ...{ firstIndex: 0, lastIndex: 90, appliedIndex: 90, commitIndex: 89, silentMs: 10, timeoutMs: 200 },
  ...more,
});
const follower = (id: string, matchIndex: number) => ({
  ...{ id, matchIndex, nextIndex: matchIndex + 1, lag: 91 - matchIndex },
  ...{ state: "replicate" as const, active: true, inFlight: 0 },
});
const facts = (more: Partial<RaftFacts> = {}): RaftFacts => ({
  validators: ["a-1", "a-2", "a-10"].map((id) => ({
    ...{ id, address: "0x", status: id === "a-10" ? "dead" : "alive", lastSigned: null },
  })),
  members: [member("a-1", { role: "leader", lastIndex: 91 }), member("a-2")],
  followers: [follower("a-2", 90), follower("a-10", 40)],
  leader: "a-1",
  term: 4,
  ...more,
});

describe("raftRows", () => {
  it("keeps the one that is not heard, with what the leader last knew of it", () => {
    const rows = raftRows(facts());
    expect(rows.map(({ id, lastIndex, lag }) => [id, lastIndex, lag])).toEqual([
      ["a-1", 91, 0],
      ["a-2", 90, 1],
      ["a-10", 40, 51],
    ]);
    expect(rows[2]).toMatchObject({ status: "dead", member: null, commitIndex: null });
  });
  it("takes a log that the leader has not found yet for unknown, not for empty", () => {
    const followers = [follower("a-2", 90), { ...follower("a-10", 0), state: "probe" as const }];
    expect(raftRows(facts({ followers }))[2]).toMatchObject({ lastIndex: null, lag: null });
  });
  it("knows no lag while nobody leads, and marks an old term", () => {
    const rows = raftRows(facts({ leader: null, followers: [], members: [member("a-1", { term: 3 }), member("a-2")] }));
    expect(rows.map(({ lag }) => lag)).toEqual([null, null, null]);
    expect(rows.map(({ oldTerm }) => oldTerm)).toEqual([true, false, false]);
  });
  it("lists the validators where nobody tells anything", () => {
    const rows = raftRows({ validators: facts().validators });
    expect(rows.map(({ id, lastIndex }) => [id, lastIndex])).toEqual([
      ["a-1", null],
      ["a-2", null],
      ["a-10", null],
    ]);
  });
});

describe("scaleOf", () => {
  it("shows a lag of one as little, and one of fifty as much", () => {
    const near = scaleOf([
      { lastIndex: 91, commitIndex: 90 },
      { lastIndex: 90, commitIndex: 90 },
    ]);
    expect(near).toEqual({ from: 71, to: 91 });
    expect(placeOf(90, near)).toBeCloseTo(0.95);
    const far = scaleOf([
      { lastIndex: 91, commitIndex: 90 },
      { lastIndex: 40, commitIndex: null },
    ]);
    expect(far.from).toBeLessThan(40);
    expect(placeOf(40, far)).toBeGreaterThan(0);
  });
  it("is nothing where nothing is known", () => {
    expect(scaleOf([])).toEqual({ from: 0, to: 0 });
    expect(placeOf(null, { from: 0, to: 9 })).toBe(0);
  });
});

describe("votesOf", () => {
  it("counts the newest term's votes only", () => {
    const members = [
      member("a-1"),
      member("a-2", { votedFor: "a-2" }),
      member("a-3", { votedFor: "a-2" }),
      member("a-4", { term: 3 }),
    ];
    expect(votesOf(facts({ members }))).toEqual([
      { candidate: "a-2", voters: ["a-2", "a-3"] },
      { candidate: "a-1", voters: ["a-1"] },
    ]);
  });
});
