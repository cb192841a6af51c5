/**
 * The arithmetic of majorities, free of state (etcd's `quorum`): any two quorums of one set of voters share a voter. The
 * joint forms ask two sets at once, each for its own majority (Raft paper, 6). An empty set is no obstacle: it has won, and
 * has committed everything, so that joining with it changes nothing.
 */
import type { NodeId } from "../engine";

export type VoteResult = "won" | "lost" | "pending";

/** More than half. */
export function quorumOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** How many voters may fail while blocks still become final. */
export function tolerated(voters: number): number {
  return Math.max(0, voters - quorumOf(voters));
}

/** The highest height that a majority of these voters has reached. `matchOf`: how far one has; 0 where that is unknown. */
export function committedOf(voters: readonly NodeId[], matchOf: (id: NodeId) => number): number {
  const descending = voters.map(matchOf).sort((left, right) => right - left);
  return descending[quorumOf(voters.length) - 1] ?? Number.POSITIVE_INFINITY;
}

/** Pending while those who have not answered could still decide it. Answers of others do not count. */
export function voteResultOf(voters: readonly NodeId[], answers: ReadonlyMap<NodeId, boolean>): VoteResult {
  if (voters.length === 0) return "won";
  const quorum = quorumOf(voters.length);
  const granted = voters.filter((id) => answers.get(id) === true).length;
  const silent = voters.filter((id) => !answers.has(id)).length;
  if (granted >= quorum) return "won";
  return granted + silent >= quorum ? "pending" : "lost";
}

/** The highest height that majorities of both sets have reached. */
export function jointCommittedOf(
  incoming: readonly NodeId[],
  outgoing: readonly NodeId[],
  matchOf: (id: NodeId) => number,
): number {
  return Math.min(committedOf(incoming, matchOf), committedOf(outgoing, matchOf));
}

/** Won in both sets, or lost in one. */
export function jointVoteResultOf(
  incoming: readonly NodeId[],
  outgoing: readonly NodeId[],
  answers: ReadonlyMap<NodeId, boolean>,
): VoteResult {
  const results = [voteResultOf(incoming, answers), voteResultOf(outgoing, answers)];
  if (results.includes("lost")) return "lost";
  return results.includes("pending") ? "pending" : "won";
}
