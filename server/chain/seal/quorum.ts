/** Quorum arithmetic of the chains whose certificates are checked here. */

/** PoA: more than two thirds. Two quorums of n share more than a third, so at least one honest validator. */
export function quorumOf(validators: number): number {
  return Math.floor((2 * validators) / 3) + 1;
}

/** Raft: more than half. Two majorities share at least one voter; voters fail, but do not lie. */
export function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}
