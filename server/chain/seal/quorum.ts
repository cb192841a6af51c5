/** Quorum arithmetic of proof of authority. */

/** More than two thirds: two quorums of n share more than a third, so at least one honest validator. */
export function quorumOf(validators: number): number {
  return Math.floor((2 * validators) / 3) + 1;
}
