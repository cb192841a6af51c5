/**
 * The nodes of a Raft network as rows: what each says of itself, joined with what the leader knows of it. One that is not
 * heard keeps its row, with what the leader last knew. Pure.
 */
import type { ConsensusView } from "#server/api";

type Member = NonNullable<ConsensusView["members"]>[number];
type Follower = NonNullable<ConsensusView["followers"]>[number];

export interface RaftRow {
  readonly id: string;
  readonly status: ConsensusView["validators"][number]["status"];
  /** Its own word; null where it is not heard. */
  readonly member: Member | null;
  /** The leader's word on it; null for the leader itself, and while nobody leads. */
  readonly follower: Follower | null;
  /** The last block of its log, by its own word or else by the leader's; null where neither tells. */
  readonly lastIndex: number | null;
  readonly commitIndex: number | null;
  /** Blocks of the leader's log that it lacks. */
  readonly lag: number | null;
  /** The newest block whose certificate holds its acknowledgement. */
  readonly acknowledged: number | null;
  /** Its term is older than the newest. */
  readonly oldTerm: boolean;
}

export type RaftFacts = Pick<ConsensusView, "validators" | "members" | "followers" | "leader" | "term">;

const byName = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });

export function raftRows({ validators, members = [], followers = [], leader = null, term = 0 }: RaftFacts): RaftRow[] {
  const ids = [...new Set([...validators, ...members, ...followers].map(({ id }) => id))].sort(byName);
  const leading = members.find(({ id }) => id === leader);
  return ids.map((id): RaftRow => {
    const member = members.find((each) => each.id === id) ?? null;
    const follower = followers.find((each) => each.id === id) ?? null;
    const matched = follower && isFound(follower) ? follower : null;
    const lastIndex = member?.lastIndex ?? matched?.matchIndex ?? null;
    return {
      id,
      status: validators.find((each) => each.id === id)?.status ?? (member ? "alive" : "unknown"),
      member,
      follower,
      lastIndex,
      commitIndex: member?.commitIndex ?? null,
      lag: matched?.lag ?? (leading && lastIndex !== null ? Math.max(0, leading.lastIndex - lastIndex) : null),
      acknowledged: validators.find((each) => each.id === id)?.lastSigned?.height ?? null,
      oldTerm: member !== null && member.term < term,
    };
  });
}

/** A new leader knows nothing of a log until it has found where it agrees with its own: 0 stands for that, not for a height. */
function isFound({ state, matchIndex }: Follower): boolean {
  return state !== "probe" || matchIndex > 0;
}

export interface Scale {
  /** The height at the left end. */
  readonly from: number;
  readonly to: number;
}

/** At least so many blocks are shown, so that a lag of one is not half of a bar. */
const BLOCKS_MIN = 20;

/** One scale for all bars: from a little below the shortest log to the longest. */
export function scaleOf(rows: readonly Pick<RaftRow, "lastIndex" | "commitIndex">[]): Scale {
  const heights = rows
    .flatMap(({ lastIndex, commitIndex }) => [lastIndex, commitIndex])
    .filter((each) => each !== null);
  const to = Math.max(0, ...heights);
  const lowest = heights.length === 0 ? 0 : Math.min(...heights);
  const span = Math.max(BLOCKS_MIN, Math.ceil((to - lowest) * 1.25));
  return { from: Math.max(0, to - span), to };
}

/** From 0 to 1. */
export function placeOf(height: number | null, { from, to }: Scale): number {
  if (height === null || to <= from) return 0;
  return Math.min(1, Math.max(0, (height - from) / (to - from)));
}

/** Who has given the votes of the newest term to whom, most votes first. */
export function votesOf({ members = [], term = 0 }: RaftFacts): { candidate: string; voters: string[] }[] {
  const given = new Map<string, string[]>();
  for (const { id, votedFor, term: own } of members)
    if (own === term && votedFor !== null) given.set(votedFor, [...(given.get(votedFor) ?? []), id]);
  return [...given]
    .map(([candidate, voters]) => ({ candidate, voters: voters.sort(byName) }))
    .sort((a, b) => b.voters.length - a.voters.length || byName(a.candidate, b.candidate));
}
