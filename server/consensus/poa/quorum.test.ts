import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proposerOf, quorumOf, tolerated } from "./quorum";

describe("quorum", () => {
  it("is more than two thirds", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 10].map(quorumOf)).toEqual([1, 2, 3, 3, 4, 5, 5, 7]);
    expect([1, 2, 3, 4, 7, 10].map(tolerated)).toEqual([0, 0, 0, 1, 2, 3]);
  });

  it("shares more validators with another quorum than stand outside one: what fork-choice.ts rests on", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (n) => {
        const q = quorumOf(n);
        expect(q).toBeLessThanOrEqual(n);
        expect(2 * q - n).toBeGreaterThan(n - q);
      }),
    );
  });

  it("lets all propose in turn", () => {
    expect([1, 2, 3, 4].map((turn) => proposerOf(turn, ["a", "b", "c"]))).toEqual(["b", "c", "a", "b"]);
  });
});
