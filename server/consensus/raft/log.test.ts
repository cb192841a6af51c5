import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Log } from "./log";
import { genesis } from "./testing/desk";
import { chainOf } from "./testing/solo";

function logOf(terms: readonly number[]): Log {
  const log = new Log(genesis);
  for (const block of chainOf(terms)) log.append(block);
  return log;
}

describe("the log", () => {
  it("takes no gaps and no strangers", () => {
    const log = logOf([1, 1]);
    const [, second, third] = chainOf([1, 1, 1]);
    if (second === undefined || third === undefined) throw new Error("no blocks");
    expect(() => log.append(second)).toThrow("no gaps");
    expect(() => log.append({ ...third, parent: "other" })).toThrow("no gaps");
    log.append(third);
    expect(log.position).toEqual({ term: 1, height: 3 });
  });

  it("counts heights from its first block, also when that moves up", () => {
    const log = logOf([1, 1, 2, 2, 3]);
    log.compactTo(3);
    expect(log.first.height).toBe(3);
    expect(log.size).toBe(3);
    expect([2, 3, 5, 6].map((height) => log.at(height)?.height)).toEqual([undefined, 3, 5, undefined]);
    expect(log.slice(2, 9)).toEqual([]);
    expect(log.slice(4, 9).map(({ height }) => height)).toEqual([4, 5]);
    expect(log.truncateFrom(4)).toBe(2);
    expect(log.last.height).toBe(3);
    expect(() => log.truncateFrom(3)).toThrow("is final");
  });

  it("is covered by what has a later last term, or the same and at least its height", () => {
    const log = logOf([1, 2, 2]);
    expect(log.isCoveredBy({ term: 3, height: 1 })).toBe(true);
    expect(log.isCoveredBy({ term: 2, height: 3 })).toBe(true);
    expect(log.isCoveredBy({ term: 2, height: 2 })).toBe(false);
    expect(log.isCoveredBy({ term: 1, height: 9 })).toBe(false);
  });

  it("finds the highest place where it may agree with another, never above the truth", () => {
    const terms = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 }).map((steps) => {
      let term = 1;
      return steps.map((step) => {
        term += step > 2 ? 1 : 0;
        return term;
      });
    });
    fc.assert(
      fc.property(terms, fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 8 }), (own, height, term) => {
        const found = logOf(own).lastUpTo({ term, height });
        const all = [0, ...own];
        const fits = all.map((_, at) => at).filter((at) => at <= height && (all[at] ?? 0) <= term);
        expect(found.height).toBe(Math.max(0, ...fits));
        expect(found.term).toBe(all[found.height]);
      }),
    );
  });
});
