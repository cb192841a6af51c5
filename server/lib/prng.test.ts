import { describe, expect, it } from "vitest";
import { createPrng } from "./prng";

const draw = (seed: string, name: string) => {
  const prng = createPrng(seed).stream(name);
  return Array.from({ length: 5 }, () => prng.next());
};

describe("prng", () => {
  it("repeats itself for one seed and name, and for no other", () => {
    expect(draw("7", "a")).toEqual(draw("7", "a"));
    expect(draw("7", "a")).not.toEqual(draw("7", "b"));
    expect(draw("7", "a")).not.toEqual(draw("8", "a"));
  });

  it("gives a sub-stream that does not depend on earlier draws", () => {
    const prng = createPrng("7");
    prng.next();
    expect(prng.stream("a").next()).toBe(createPrng("7").stream("a").next());
  });

  it("covers a range evenly, both ends included", () => {
    const prng = createPrng("even");
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 40_000; i++) {
      const value = prng.between(0, 3);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (let i = 0; i < 4; i++) expect(counts[i]).toBeGreaterThan(9_000);
    const sum = Array.from({ length: 10_000 }, () => prng.next()).reduce((a, b) => a + b, 0);
    expect(sum / 10_000).toBeCloseTo(0.5, 1);
  });

  it("refuses to pick from nothing", () => {
    expect(() => createPrng("x").pick([])).toThrow(RangeError);
  });
});
