/**
 * How far the leader knows one follower to be, and how much may be sent to it (etcd's `tracker.Progress`). `probe`: where
 * the logs part is being found, one append at a time. `replicate`: blocks are sent ahead of the answers, within a window.
 * `snapshot`: it fetches the chain by itself, for the log begins above what it has.
 */
import { IN_FLIGHT_APPENDS_MAX } from "./limits";

export class Progress {
  state: "probe" | "replicate" | "snapshot" = "probe";
  matchHeight = 0;
  nextHeight: number;
  /** A probe is under way; the next one waits for its answer or for a heartbeat. */
  probing = false;
  /** Last height of the probe that is under way; 0 for an empty one. */
  private probedHeight = 0;
  /** Where it is to fetch up to. */
  snapshotHeight = 0;
  snapshotTick = 0;
  /** The last final block of which it has told. */
  finalHeight = 0;
  /** The last block whose certificate was sent. */
  certificateHeight = 0;
  lastHeardTick: number;
  /** Last height of each append that is not answered, in order. */
  private flights: number[] = [];

  constructor(nextHeight: number, tick: number) {
    this.nextHeight = nextHeight;
    this.lastHeardTick = tick;
  }

  get inFlight(): number {
    return this.flights.length;
  }

  /** Whether blocks may be sent now. */
  get isPaused(): boolean {
    switch (this.state) {
      case "probe":
        return this.probing;
      case "replicate":
        return this.flights.length >= IN_FLIGHT_APPENDS_MAX;
      default:
        return true;
    }
  }

  sent(lastHeight: number): void {
    if (this.state === "replicate") {
      this.flights.push(lastHeight);
      this.nextHeight = lastHeight + 1;
    } else {
      this.probing = true;
      this.probedHeight = lastHeight;
    }
  }

  /** `isInLog`: the leader's log reaches down to there, so that one in `snapshot` needs none any more. Says whether it was news. */
  matched(height: number, isInLog: boolean): boolean {
    let done = 0;
    while (done < this.flights.length && (this.flights[done] ?? 0) <= height) done++;
    if (done > 0) this.flights.splice(0, done);
    if (this.state === "snapshot" && (isInLog || height >= this.snapshotHeight)) this.probe(height);
    const isNews = height > this.matchHeight;
    if (isNews) this.matchHeight = height;
    this.nextHeight = Math.max(this.nextHeight, height + 1);
    if (this.state === "probe") {
      this.nextHeight = this.matchHeight + 1;
      // One that has taken less than it was offered has no room: to offer it more at once would only be a flood.
      this.probing = height < this.probedHeight;
      if (!this.probing) this.state = "replicate";
    }
    return isNews;
  }

  /** `previous` was refused; the logs may agree at `hintHeight`. False: an old answer, to be ignored. */
  refused(previous: number, hintHeight: number): boolean {
    if (this.state === "snapshot" || previous <= this.matchHeight) return false;
    if (this.state === "probe" && previous !== this.nextHeight - 1) return false;
    this.state = "probe";
    this.flights = [];
    this.probing = false;
    this.probedHeight = 0;
    this.nextHeight = Math.max(this.matchHeight + 1, Math.min(previous, hintHeight + 1));
    return true;
  }

  /** Starts to find out anew, from what is sure. */
  probe(matchHeight = this.matchHeight): void {
    this.state = "probe";
    this.matchHeight = Math.max(this.matchHeight, matchHeight);
    this.nextHeight = this.matchHeight + 1;
    this.flights = [];
    this.probing = false;
    this.probedHeight = 0;
  }

  fetches(height: number, tick: number): void {
    this.state = "snapshot";
    this.snapshotHeight = height;
    this.snapshotTick = tick;
    this.flights = [];
    this.probing = false;
  }
}
