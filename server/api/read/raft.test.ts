import { describe, expect, it } from "vitest";
import { ConsensusStatus, RaftFollower_State, RaftStatus, RaftStatus_Role } from "#proto";
import { readConsensus } from "./consensus-status";
import { newestAcknowledgements, type RaftObserver, raftState } from "./raft";

const ref = (height: number) => ({ height, hash: new Uint8Array(32).fill(height) });
const VOTERS = ["a", "b", "c"];

function observer(id: string, more: Partial<RaftStatus>): RaftObserver {
  const value = RaftStatus.fromPartial({
    ...{ role: RaftStatus_Role.ROLE_FOLLOWER, term: 4, voters: VOTERS, logFirst: ref(0), logLast: ref(9) },
    ...{ head: ref(8), final: ref(7), silentMs: 10, timeoutMs: 200, ...more },
  });
  const raft = readConsensus(
    ConsensusStatus.toJSON({ engine: "raft", quorum: 2, detail: { $case: "raft", value } }),
  )?.raft;
  if (!raft) throw new Error("not read");
  return { id, heardAt: 1_000, raft };
}

const follower = (id: string, matchHeight: number) => ({
  ...{ id, matchHeight, nextHeight: matchHeight + 1, inFlight: 1, active: true },
  state: RaftFollower_State.STATE_REPLICATE,
});
const leading = (more: Partial<RaftStatus> = {}) =>
  observer("a", {
    ...{ role: RaftStatus_Role.ROLE_LEADER, leader: "a", votedFor: "a", final: ref(8) },
    ...{ followers: [follower("b", 9), follower("c", 5)], ...more },
  });

describe("a Raft network, as its nodes tell", () => {
  it("has a leader, his followers with their lag, and every node's own word", () => {
    const state = raftState([
      leading(),
      observer("b", { leader: "a" }),
      observer("c", { leader: "a", learners: ["c"] }),
    ]);
    expect(state?.view).toMatchObject({ term: 4, leader: "a", commitIndex: 8, transferTo: null });
    expect(state?.view.followers).toEqual([
      { id: "b", matchIndex: 9, nextIndex: 10, lag: 0, state: "replicate", active: true, inFlight: 1 },
      { id: "c", matchIndex: 5, nextIndex: 6, lag: 4, state: "replicate", active: true, inFlight: 1 },
    ]);
    expect(state?.view.members[1]).toEqual({
      ...{ id: "b", member: "voter", role: "follower", term: 4, votedFor: null, leader: "a" },
      ...{ firstIndex: 0, lastIndex: 9, appliedIndex: 8, commitIndex: 7, silentMs: 10, timeoutMs: 200 },
    });
    expect(state?.voters).toEqual(VOTERS);
    expect(state?.electionAt).toBeNull();
  });

  it("believes no leader of an older term, and none that is not alive", () => {
    const cutOff = leading({ term: 3 });
    const behind = raftState([cutOff, observer("b", { term: 4, role: RaftStatus_Role.ROLE_CANDIDATE })]);
    expect(behind?.view).toMatchObject({ term: 4, leader: null, followers: [] });
    const orphaned = raftState([observer("b", { leader: "a", silentMs: 150 }), observer("c", { leader: "a" })]);
    expect(orphaned?.view.leader).toBeNull();
    expect(orphaned?.electionAt).toBe(1_050);
    const heard = raftState([observer("a", {}), observer("b", { leader: "a" })]);
    expect(heard?.view.leader).toBe("a");
  });

  it("is nothing where nobody tells", () => expect(raftState([])).toBeNull());

  it("is read with all that JSON leaves out, and roles that are not known", () => {
    const word = readConsensus({
      engine: "raft",
      quorum: 2,
      raft: { role: "ROLE_EMPEROR", logLast: { height: "12" } },
    });
    expect(word?.raft).toMatchObject({
      role: "follower",
      term: 0,
      leader: null,
      logLast: { height: 12 },
      followers: [],
    });
    const candidate = observer("b", { role: RaftStatus_Role.ROLE_PRE_CANDIDATE });
    expect(candidate.raft.role).toBe("preCandidate");
  });
});

it("a validator's newest acknowledgement is that of the newest block whose certificate names it", () => {
  const block = (height: number, signedBy: string[]) => ({
    ...{ height, hash: `0x${height}`, turn: 4, proposer: "a", final: true, signedBy },
  });
  const newest = newestAcknowledgements([block(9, []), block(8, ["a", "b"]), block(7, ["a", "c"])]);
  expect(Object.fromEntries([...newest].map(([id, { height }]) => [id, height]))).toEqual({ a: 8, b: 8, c: 7 });
});
