/** The arithmetic of agreement, free of state: any two quorums share more validators than there are outside one of them. */
import { assert } from "#server/lib/assert";
import type { NodeId } from "../engine";

/** More than two thirds. With q of n: 2q - n > n - q, on which the safety of the fork choice rests. */
export function quorumOf(validators: number): number {
  return Math.floor((2 * validators) / 3) + 1;
}

/** How many validators may fail while blocks still become final. */
export function tolerated(validators: number): number {
  return validators - quorumOf(validators);
}

/** Who may propose in this turn. */
export function proposerOf(turn: number, validators: readonly NodeId[]): NodeId {
  const proposer = validators[turn % validators.length];
  assert(proposer !== undefined, "a network has validators");
  return proposer;
}
