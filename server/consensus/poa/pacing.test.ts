import { describe, expect, it } from "vitest";
import { pacingOf, TIMEOUT_FACTOR_MAX, timeoutTicks } from "./pacing";

describe("pacing", () => {
  it("gives a proposal an interval of grace, half a second at least", () => {
    expect(pacingOf({ blockIntervalMs: 1000, tickMs: 10 })).toEqual({ intervalTicks: 100, graceTicks: 100 });
    expect(pacingOf({ blockIntervalMs: 100, tickMs: 10 })).toEqual({ intervalTicks: 10, graceTicks: 50 });
    expect(pacingOf({ blockIntervalMs: 20, tickMs: 50 })).toEqual({ intervalTicks: 1, graceTicks: 10 });
  });

  it("waits longer with each turn that brings nothing, up to a bound", () => {
    const pacing = { intervalTicks: 10, graceTicks: 10 };
    expect([0, 1, 2].map((turns) => timeoutTicks(pacing, turns))).toEqual([20, 30, 45]);
    expect(timeoutTicks(pacing, 10_000)).toBe(20 * TIMEOUT_FACTOR_MAX);
  });
});
