/** What the console and the flight recorder get of a Raft engine. */
import { type ConsensusStatus, type JournalEntry, RaftFollower_State, RaftStatus_Role } from "#proto";
import type { FollowerProgress, RaftEntry, RaftRole, RaftStatus } from "#server/consensus";
import { wireRef } from "../references";

const ROLES: Readonly<Record<RaftRole, RaftStatus_Role>> = {
  follower: RaftStatus_Role.ROLE_FOLLOWER,
  preCandidate: RaftStatus_Role.ROLE_PRE_CANDIDATE,
  candidate: RaftStatus_Role.ROLE_CANDIDATE,
  leader: RaftStatus_Role.ROLE_LEADER,
};

const STATES: Readonly<Record<FollowerProgress["state"], RaftFollower_State>> = {
  probe: RaftFollower_State.STATE_PROBE,
  replicate: RaftFollower_State.STATE_REPLICATE,
  snapshot: RaftFollower_State.STATE_SNAPSHOT,
};

export function statusMessage(status: RaftStatus, tickMs: number): ConsensusStatus {
  const { members, log } = status;
  const idsOf = (role: "voter" | "learner") => members.filter((member) => member.role === role).map(({ id }) => id);
  return {
    engine: "raft",
    quorum: status.quorum,
    detail: {
      $case: "raft",
      value: {
        role: ROLES[status.role],
        term: status.term,
        votedFor: status.votedFor ?? undefined,
        leader: status.leader ?? undefined,
        voters: idsOf("voter"),
        learners: idsOf("learner"),
        logFirst: wireRef(log.first),
        logLast: wireRef(log.last),
        head: wireRef(status.head),
        final: wireRef(status.final),
        silentMs: status.silentTicks * tickMs,
        timeoutMs: status.timeoutTicks * tickMs,
        followers: status.followers.map(({ id, matchHeight, nextHeight, state, active, inFlight }) => ({
          ...{ id, matchHeight, nextHeight, active, inFlight },
          state: STATES[state],
        })),
        transferTo: status.transferTo ?? undefined,
      },
    },
  };
}

export function journalMessage(entry: RaftEntry, tickMs: number): JournalEntry {
  return { turn: entry.term, height: entry.height, entry: detailOf(entry, tickMs) };
}

function detailOf(entry: RaftEntry, tickMs: number): NonNullable<JournalEntry["entry"]> {
  switch (entry.type) {
    case "termStarted":
      return { $case: "termStarted", value: { from: entry.from, reason: entry.reason } };
    case "roleChanged":
      return { $case: "roleChanged", value: { from: entry.from, to: entry.to, reason: entry.reason } };
    case "voteAsked":
      return { $case: "voteAsked", value: { pre: entry.pre, transfer: entry.transfer } };
    case "voteGranted":
      return { $case: "voteAnswered", value: { pre: entry.pre, candidate: entry.candidate } };
    case "voteRefused":
      return {
        $case: "voteAnswered",
        value: { pre: entry.pre, candidate: entry.candidate, refusal: entry.reason },
      };
    case "voteReceived":
      return {
        $case: "voteReceived",
        value: { pre: entry.pre, from: entry.from, refusal: entry.refusal ?? undefined },
      };
    case "leaderKnown":
      return { $case: "leaderKnown", value: { leader: entry.leader } };
    case "leaderLost":
      return { $case: "leaderLost", value: { leader: entry.leader, silentMs: entry.silentTicks * tickMs } };
    case "timerArmed":
      return { $case: "timerArmed", value: { timer: entry.timer, timeoutMs: entry.timeoutTicks * tickMs } };
    case "timerFired":
      return { $case: "timerFired", value: { timer: entry.timer } };
    case "transferStarted":
      return { $case: "transferStarted", value: { to: entry.to } };
    case "transferEnded":
      return { $case: "transferEnded", value: { to: entry.to, outcome: entry.outcome } };
    case "membershipChanged":
      return {
        $case: "membershipChanged",
        value: { change: entry.change.type, id: entry.change.id, voters: [...entry.voters] },
      };
    case "commandRefused":
      return { $case: "commandRefused", value: { command: entry.command, reason: entry.reason } };
    default:
      return logDetailOf(entry);
  }
}

type LogEntry = Extract<
  RaftEntry,
  {
    type:
      | "blockProposed"
      | "blockRefused"
      | "appendSent"
      | "appendMatched"
      | "appendRefused"
      | "logTruncated"
      | "commitMoved"
      | "snapshotSent"
      | "snapshotInstalled"
      | "logCompacted";
  }
>;

function logDetailOf(entry: LogEntry): NonNullable<JournalEntry["entry"]> {
  switch (entry.type) {
    case "blockProposed":
      return { $case: "blockProposed", value: { proposer: entry.proposer, block: wireRef(entry.block) } };
    case "blockRefused": {
      const { from, code, reason } = entry;
      return { $case: "blockRefused", value: { from, block: wireRef(entry.block), code, reason } };
    }
    case "appendSent": {
      const { to, previousHeight, blocks } = entry;
      return { $case: "appendSent", value: { to, previousHeight, blocks } };
    }
    case "appendMatched":
      return { $case: "appendMatched", value: { from: entry.from, matchHeight: entry.matchHeight } };
    case "appendRefused": {
      const { from, previousHeight, hintHeight } = entry;
      return { $case: "appendRefused", value: { from, previousHeight, hintHeight } };
    }
    case "logTruncated":
      return { $case: "logTruncated", value: { fromHeight: entry.fromHeight, blocks: entry.blocks } };
    case "commitMoved":
      return { $case: "commitMoved", value: { from: entry.from, to: entry.to } };
    case "snapshotSent":
      return { $case: "snapshotSent", value: { to: entry.to, block: wireRef(entry.block) } };
    case "snapshotInstalled":
      return { $case: "snapshotInstalled", value: { block: wireRef(entry.block) } };
    case "logCompacted":
      return { $case: "logCompacted", value: { toHeight: entry.toHeight } };
  }
}
