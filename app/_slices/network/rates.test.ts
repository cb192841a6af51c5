import { describe, expect, it } from "vitest";
import { pointsOf, ratesOf } from "./rates";

const block = (height: number, seconds: number, transactionCount = 10, canonical = true) => ({
  height,
  time: new Date(1_700_000_000_000 + seconds * 1000).toISOString(),
  transactionCount,
  canonical,
});

describe("ratesOf", () => {
  it("measures between the first and the last block of the window, in any order", () => {
    expect(ratesOf([block(3, 4), block(1, 0, 99), block(2, 2)])).toEqual({ tps: 5, blockTimeMs: 2000 });
  });
  it("leaves out what is older than a minute, and forked blocks", () => {
    expect(ratesOf([block(1, 0, 1000), block(2, 100), block(2, 100, 500, false), block(3, 110)]).tps).toBe(1);
  });
  it("knows nothing from one block", () => {
    expect(ratesOf([block(1, 0)])).toEqual({ tps: null, blockTimeMs: null });
    expect(ratesOf([])).toEqual({ tps: null, blockTimeMs: null });
  });
});

describe("pointsOf", () => {
  it("gives no time across a gap", () => {
    expect(pointsOf([block(5, 9), block(2, 3), block(1, 1)])).toEqual([
      { x: 1, bar: 10, line: null },
      { x: 2, bar: 10, line: 2 },
      { x: 3, bar: null, line: null },
      { x: 5, bar: 10, line: null },
    ]);
  });
});
