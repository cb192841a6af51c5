/**
 * An even rhythm: says how many transactions are due now. What could not be sent in its time is given up, so a pause is
 * never followed by a burst.
 */

/** At most this much of the past is made up for: timers are late by a few milliseconds, not by more. */
const CATCH_UP_MS = 50;

export class Pace {
  private credit = 0;
  private last: number | null = null;

  /** @param perSecond transactions per second */
  constructor(private readonly perSecond: number) {}

  /** Time between looks, in milliseconds: one transaction each time, or a few at high rates. */
  get intervalMs(): number {
    return Math.max(5, 1000 / this.perSecond);
  }

  /** @param now monotonic milliseconds */
  due(now: number): number {
    // The first look starts the rhythm; it never waits a whole interval for the first one.
    const elapsed = this.last === null ? this.intervalMs : now - this.last;
    this.last = now;
    const most = (this.perSecond * (this.intervalMs + CATCH_UP_MS)) / 1000;
    this.credit = Math.min(this.credit + (elapsed * this.perSecond) / 1000, Math.max(1, most));
    const whole = Math.floor(this.credit + 1e-9);
    this.credit -= whole;
    return whole;
  }
}
