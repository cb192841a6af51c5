import { describe, expect, it } from "vitest";
import { ConsensusStatus, JournalEntry, type RaftStatus, RaftStatus_Role } from "#proto";
import { withJournal } from "./consensus";

const ref = (height: number) => ({ height, hash: new Uint8Array(32).fill(1) });
const base = ConsensusStatus.fromPartial({
  engine: "raft",
  quorum: 2,
  detail: {
    $case: "raft",
    value: { role: RaftStatus_Role.ROLE_FOLLOWER, term: 3, leader: "b", logLast: ref(9), final: ref(8), silentMs: 70 },
  },
});

/** What a journal makes of the status of node "a"; each entry with its term and the height of the log. */
function statusAfter(...entries: [NonNullable<JournalEntry["entry"]>, turn?: number, height?: number][]): RaftStatus {
  let status = base;
  for (const [entry, turn = 3, height = 9] of entries)
    status = withJournal(status, "a", JournalEntry.fromPartial({ turn, height, entry })) ?? status;
  if (status.detail?.$case !== "raft") throw new Error("no Raft any more");
  return status.detail.value;
}

describe("a Raft node's status, kept current by its journal", () => {
  it("follows an election from the loss of a leader to the first commit", () => {
    const lost = statusAfter([{ $case: "leaderLost", value: { leader: "b", silentMs: 210 } }]);
    expect([lost.leader, lost.silentMs, lost.term]).toEqual([undefined, 210, 3]);
    const won = statusAfter(
      [{ $case: "leaderLost", value: { leader: "b", silentMs: 210 } }],
      [{ $case: "roleChanged", value: { from: "preCandidate", to: "candidate", reason: "quorum" } }, 4],
      [{ $case: "voteAnswered", value: { pre: false, candidate: "a" } }, 4],
      [{ $case: "roleChanged", value: { from: "candidate", to: "leader", reason: "quorum" } }, 4],
      [{ $case: "commitMoved", value: { from: 8, to: 10 } }, 4, 10],
    );
    expect(won).toMatchObject({ role: RaftStatus_Role.ROLE_LEADER, term: 4, leader: "a", votedFor: "a" });
    expect([won.logLast?.height, won.final?.height]).toEqual([10, 10]);
  });

  it("forgets leader and vote with a new term, and counts no vote that was refused or only asked about", () => {
    const next = statusAfter([{ $case: "termStarted", value: { from: 3, reason: "higherTerm" } }, 5]);
    expect([next.term, next.leader, next.votedFor]).toEqual([5, undefined, undefined]);
    const refused = statusAfter(
      [{ $case: "voteAnswered", value: { pre: true, candidate: "c" } }],
      [{ $case: "voteAnswered", value: { pre: false, candidate: "c", refusal: "alreadyVoted" } }],
    );
    expect(refused.votedFor).toBeUndefined();
  });

  it("moves what the leader knows of a follower forward only", () => {
    const follower = { id: "c", matchHeight: 5, nextHeight: 9, state: 2, active: false, inFlight: 0 };
    const status = ConsensusStatus.fromPartial({
      ...base,
      detail: {
        $case: "raft",
        value: { role: RaftStatus_Role.ROLE_LEADER, term: 3, logLast: ref(9), followers: [follower] },
      },
    });
    const heard = (matchHeight: number) => {
      const entry = { $case: "appendMatched" as const, value: { from: "c", matchHeight } };
      const next = withJournal(status, "a", JournalEntry.fromPartial({ turn: 3, height: 9, entry }));
      return next?.detail?.$case === "raft" ? next.detail.value.followers[0] : undefined;
    };
    expect(heard(7)).toMatchObject({ matchHeight: 7, nextHeight: 9, active: true });
    expect(heard(4)).toMatchObject({ matchHeight: 5 });
    expect(heard(9)).toMatchObject({ matchHeight: 9, nextHeight: 10 });
  });

  it("says that nothing has changed where nothing has", () => {
    const entry = { $case: "appendSent" as const, value: { to: "c", previousHeight: 9, blocks: 0 } };
    expect(withJournal(base, "a", JournalEntry.fromPartial({ turn: 3, height: 9, entry }))).toBeNull();
  });
});
