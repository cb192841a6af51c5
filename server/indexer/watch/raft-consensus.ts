/** A Raft node's status between two heartbeats, kept current by its journal. Pure. */
import { type JournalEntry, type RaftFollower, type RaftStatus, RaftStatus_Role } from "#proto";

const ROLES: Readonly<Record<string, RaftStatus_Role>> = {
  follower: RaftStatus_Role.ROLE_FOLLOWER,
  preCandidate: RaftStatus_Role.ROLE_PRE_CANDIDATE,
  candidate: RaftStatus_Role.ROLE_CANDIDATE,
  leader: RaftStatus_Role.ROLE_LEADER,
};

/** By height alone: what only the journal tells of has no hash until the next heartbeat brings it. */
const at = (height: number) => ({ height, hash: new Uint8Array(0) });

/** @returns the changed status, or null where the entry changes nothing that is shown */
export function raftWithJournal(status: RaftStatus, self: string, entry: JournalEntry): RaftStatus | null {
  const changes = changesOf(status, self, entry);
  // Every entry tells the term and the last block of the log.
  const grown = entry.height === status.logLast?.height ? {} : { logLast: at(entry.height) };
  const later = entry.turn > status.term ? { term: entry.turn, leader: undefined, votedFor: undefined } : {};
  const all = { ...later, ...grown, ...changes };
  return Object.keys(all).length === 0 ? null : { ...status, ...all };
}

function changesOf(status: RaftStatus, self: string, { entry }: JournalEntry): Partial<RaftStatus> {
  switch (entry?.$case) {
    case "roleChanged": {
      const role = ROLES[entry.value.to] ?? status.role;
      const leads = role === RaftStatus_Role.ROLE_LEADER;
      return { role, ...(leads ? { leader: self } : { followers: [], transferTo: undefined }) };
    }
    case "leaderKnown":
      return { leader: entry.value.leader, silentMs: 0 };
    case "leaderLost":
      return { leader: undefined, silentMs: entry.value.silentMs };
    case "voteAnswered":
      return entry.value.pre || entry.value.refusal !== undefined ? {} : { votedFor: entry.value.candidate };
    case "timerArmed":
      return entry.value.timer === "election" ? { timeoutMs: entry.value.timeoutMs, silentMs: 0 } : {};
    case "commitMoved":
      return { final: at(entry.value.to) };
    case "appendMatched": {
      const { from, matchHeight } = entry.value;
      return { followers: status.followers.map((each) => (each.id === from ? matched(each, matchHeight) : each)) };
    }
    case "transferStarted":
      return { transferTo: entry.value.to };
    case "transferEnded":
      return { transferTo: undefined };
    case "membershipChanged":
      return { voters: entry.value.voters };
    default:
      return {};
  }
}

function matched(follower: RaftFollower, height: number): RaftFollower {
  const { matchHeight, nextHeight } = follower;
  return {
    ...follower,
    matchHeight: Math.max(matchHeight, height),
    nextHeight: Math.max(nextHeight, height + 1),
    active: true,
  };
}
