import { describe, expect, it } from "vitest";
import { percentile, thirds } from "./row";

describe("percentile", () => {
  it("takes the nearest rank", () => {
    const samples = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentile(samples, 0.5)).toBe(50);
    expect(percentile(samples, 0.99)).toBe(99);
    expect(percentile(samples, 1)).toBe(100);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe("thirds", () => {
  const of = (samples: number[]) => thirds("rss", samples).map(({ value }) => value);

  it("has the highest sample of each", () => {
    expect(of([1, 9, 2, 3, 4, 8, 5])).toEqual([9, 8, 5]);
    expect(thirds("rss", [1]).map(({ name }) => name)).toEqual(["rss.third1", "rss.third2", "rss.third3"]);
  });

  it("has figures of a short run too", () => {
    expect(of([7])).toEqual([7, 7, 7]);
    expect(of([7, 3])).toEqual([7, 3, 3]);
  });
});
