import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeRange, missingRanges, type Range, rangesOf } from "./ranges";

const heights = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 });
const held = (ranges: readonly Range[]) =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

describe("ranges", () => {
  it("hold exactly the heights that were added, disjoint and not touching", () => {
    fc.assert(
      fc.property(heights, (given) => {
        const ranges = rangesOf(given);
        expect(held(ranges)).toEqual([...given].sort((a, b) => a - b));
        for (const [index, [from]] of ranges.entries())
          expect(from).toBeGreaterThan((ranges[index - 1]?.[1] ?? -2) + 1);
      }),
    );
  });

  it("and what is missing from them are together everything", () => {
    fc.assert(
      fc.property(heights, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (given, a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const missing = held(missingRanges(rangesOf(given), from, to));
        const expected = held([[from, to]]).filter((height) => !given.includes(height));
        expect(missing).toEqual(expected);
      }),
    );
  });

  it("merge a range that spans others", () => {
    expect(
      mergeRange(
        [
          [1, 2],
          [5, 6],
          [9, 9],
        ],
        [3, 8],
      ),
    ).toEqual([[1, 9]]);
  });
});
