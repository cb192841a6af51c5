import { describe, expect, it } from "vitest";
import { IN_FLIGHT_APPENDS_MAX } from "./limits";
import { Progress } from "./progress";

describe("what a leader knows of a follower", () => {
  it("probes with one append at a time until one fits", () => {
    const progress = new Progress(10, 0);
    expect(progress.isPaused).toBe(false);
    progress.sent(9);
    expect(progress.isPaused).toBe(true);
    expect(progress.refused(9, 4)).toBe(true);
    expect(progress).toMatchObject({ state: "probe", nextHeight: 5 });
    progress.sent(9);
    expect(progress.matched(9, true)).toBe(true);
    expect(progress).toMatchObject({ state: "replicate", matchHeight: 9, nextHeight: 10 });
  });

  it("ignores answers to older questions", () => {
    const progress = new Progress(10, 0);
    expect(progress.refused(7, 2)).toBe(false);
    progress.matched(9, true);
    expect(progress.refused(9, 2)).toBe(false);
    expect(progress.matched(5, true)).toBe(false);
    expect(progress.matchHeight).toBe(9);
  });

  it("sends ahead within its window, and an answer covers those before it", () => {
    const progress = new Progress(1, 0);
    progress.matched(0, true);
    for (let sent = 1; sent <= IN_FLIGHT_APPENDS_MAX; sent++) {
      expect(progress.isPaused).toBe(false);
      progress.sent(sent);
    }
    expect(progress.isPaused).toBe(true);
    progress.matched(3, true);
    expect(progress).toMatchObject({ inFlight: IN_FLIGHT_APPENDS_MAX - 3, nextHeight: IN_FLIGHT_APPENDS_MAX + 1 });
    expect(progress.refused(20, 5)).toBe(true);
    expect(progress).toMatchObject({ state: "probe", nextHeight: 6, inFlight: 0 });
  });

  it("waits for one that fetches, until its log meets the leader's", () => {
    const progress = new Progress(10, 0);
    progress.fetches(50, 7);
    expect(progress.isPaused).toBe(true);
    expect(progress.refused(9, 1)).toBe(false);
    progress.matched(20, false);
    expect(progress).toMatchObject({ state: "snapshot", matchHeight: 20 });
    progress.matched(50, true);
    expect(progress).toMatchObject({ state: "replicate", matchHeight: 50, nextHeight: 51 });
  });
});
