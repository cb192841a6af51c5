/** A node's term and its one vote in it: on their way to disk before anything is said that rests upon them. */
import type { NodeId } from "../engine";
import type { Effects } from "./effects";
import type { RaftState } from "./state";

/** @returns the index of the record */
export function enterTerm(
  state: RaftState,
  term: number,
  votedFor: NodeId | null,
  reason: "election" | "higherTerm",
  out: Effects,
): number {
  const from = state.term;
  state.term = term;
  state.votedFor = votedFor;
  out.changed = true;
  const index = out.persist({ type: "hardState", term, votedFor });
  out.journal({ type: "termStarted", from, reason });
  return index;
}

export function voteFor(state: RaftState, candidate: NodeId, out: Effects): void {
  state.votedFor = candidate;
  out.changed = true;
  out.persist({ type: "hardState", term: state.term, votedFor: candidate });
}
