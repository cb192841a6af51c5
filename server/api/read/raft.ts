/**
 * A Raft network as its living nodes tell of themselves: the newest term that any of them is in, who leads it, and what the
 * leader knows of the others. Only a leader of that very term counts: one that was cut off may still believe in an older one.
 */
import type { RaftFollower, RaftMember, SignedBlock } from "../schema-consensus";
import type { RaftWord } from "./consensus-status";

export interface RaftObserver {
  readonly id: string;
  readonly heardAt: number;
  readonly raft: RaftWord;
}

/** What REST says of it beside what all engines have. */
export interface RaftView {
  readonly term: number;
  readonly leader: string | null;
  readonly commitIndex: number;
  readonly followers: RaftFollower[];
  readonly members: RaftMember[];
  readonly transferTo: string | null;
}

export interface RaftState {
  readonly view: RaftView;
  readonly voters: readonly string[];
  /** When the first of the living stands for election, if nobody is heard before; null while there is a leader. */
  readonly electionAt: number | null;
}

/** Null where no living node tells of Raft. */
export function raftState(alive: readonly RaftObserver[]): RaftState | null {
  if (alive.length === 0) return null;
  const term = Math.max(...alive.map(({ raft }) => raft.term));
  const newest = alive.filter(({ raft }) => raft.term === term).toSorted((a, b) => b.heardAt - a.heardAt);
  const leading = newest.find(({ raft }) => raft.role === "leader") ?? null;
  const followed = newest.find(({ raft }) => raft.leader !== null)?.raft.leader ?? null;
  // Followers name a leader that has just died for as long as their time-outs last: one that is not heard leads nobody.
  const leader = leading?.id ?? (alive.some(({ id }) => id === followed) ? followed : null);
  const longest = newest.toSorted((a, b) => b.raft.final.height - a.raft.final.height)[0];
  const lastIndex = leading?.raft.logLast.height ?? 0;
  return {
    view: {
      term,
      leader,
      commitIndex: Math.max(...alive.map(({ raft }) => raft.final.height)),
      followers: (leading?.raft.followers ?? []).map(({ matchHeight, nextHeight, ...follower }) => ({
        ...follower,
        matchIndex: matchHeight,
        nextIndex: nextHeight,
        lag: Math.max(0, lastIndex - matchHeight),
      })),
      members: alive.map(memberOf),
      transferTo: leading?.raft.transferTo ?? null,
    },
    voters: (leading ?? longest)?.raft.voters ?? [],
    electionAt:
      leader === null
        ? Math.min(...alive.map(({ heardAt, raft }) => heardAt + Math.max(0, raft.timeoutMs - raft.silentMs)))
        : null,
  };
}

function memberOf({ id, raft }: RaftObserver): RaftMember {
  const { role, term, votedFor, leader, silentMs, timeoutMs } = raft;
  const learns = raft.learners.includes(id) ? "learner" : "none";
  return {
    id,
    member: raft.voters.includes(id) ? "voter" : learns,
    ...{ role, term, votedFor, leader, silentMs, timeoutMs },
    firstIndex: raft.logFirst.height,
    lastIndex: raft.logLast.height,
    appliedIndex: raft.head.height,
    commitIndex: raft.final.height,
  };
}

/** The newest block that each has acknowledged, as far as certificates show. @param blocks newest first */
export function newestAcknowledgements(blocks: readonly SignedBlock[]): Map<string, Acknowledged> {
  const newest = new Map<string, Acknowledged>();
  for (const { turn, height, hash, signedBy } of blocks)
    for (const id of signedBy) if (!newest.has(id)) newest.set(id, { turn: turn ?? 0, height, hash });
  return newest;
}

interface Acknowledged {
  readonly turn: number;
  readonly height: number;
  readonly hash: string;
}
