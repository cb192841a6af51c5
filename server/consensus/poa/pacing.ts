/**
 * Turns in ticks. A turn lasts one interval when its proposal is accepted; without it, followers wait a grace on top, longer
 * with each turn in a row that brought no new final block. A turn starts at the end of the one before it or at the first
 * message that speaks of it, whichever is earlier: so no latency adds up, and all follow the fastest clock.
 */

/** A wait never grows beyond so many first time-outs: recovery after a long partition must not take minutes. */
export const TIMEOUT_FACTOR_MAX = 8;
const TIMEOUT_GROWTH = 1.5;
/** Shorter graces miss turns when a machine stalls for a moment. */
const GRACE_MS_MIN = 500;

export interface PoaPacing {
  /** From one proposal to the next. */
  readonly intervalTicks: number;
  /** How much longer than the interval a proposal is waited for. */
  readonly graceTicks: number;
}

/** @param tickMs length of a tick; choose at most a fifth of the interval */
export function pacingOf(input: { blockIntervalMs: number; tickMs: number }): PoaPacing {
  const graceMs = Math.max(input.blockIntervalMs, GRACE_MS_MIN);
  return {
    intervalTicks: Math.max(1, Math.round(input.blockIntervalMs / input.tickMs)),
    graceTicks: Math.max(1, Math.ceil(graceMs / input.tickMs)),
  };
}

/** How long a turn may last without an accepted proposal. */
export function timeoutTicks(pacing: PoaPacing, turnsWithoutFinal: number): number {
  const factor = Math.min(TIMEOUT_GROWTH ** turnsWithoutFinal, TIMEOUT_FACTOR_MAX);
  return Math.ceil((pacing.intervalTicks + pacing.graceTicks) * factor);
}
