import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { committedOf, jointCommittedOf, jointVoteResultOf, quorumOf, tolerated, voteResultOf } from "./quorum";

const setOf = (size: number) => Array.from({ length: size }, (_, index) => `n${index}`);
const voters = fc.integer({ min: 1, max: 9 }).map(setOf);
const heights = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 9, maxLength: 9 });

describe("quorum", () => {
  it("is more than half", () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(quorumOf)).toEqual([1, 2, 2, 3, 3, 4, 4]);
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(tolerated)).toEqual([0, 0, 0, 1, 1, 2, 2, 3]);
  });

  it("shares a voter with every other quorum", () => {
    for (let n = 1; n <= 100; n++) expect(2 * quorumOf(n)).toBeGreaterThan(n);
  });

  it("commits what a majority has, and not more", () => {
    fc.assert(
      fc.property(voters, heights, (ids, match) => {
        const matchOf = (id: string) => match[ids.indexOf(id)] ?? 0;
        const reached = (height: number) => ids.filter((id) => matchOf(id) >= height).length;
        const committed = committedOf(ids, matchOf);
        expect(reached(committed)).toBeGreaterThanOrEqual(quorumOf(ids.length));
        expect(reached(committed + 1)).toBeLessThan(quorumOf(ids.length));
      }),
    );
  });

  it("is won or lost exactly when those who are silent can't change it", () => {
    const answers = fc.array(fc.constantFrom(true, false, null), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }).map(setOf), answers, (ids, drawn) => {
        const given = ids.flatMap((id, index): [string, boolean][] => {
          const answer = drawn[index] ?? null;
          return answer === null ? [] : [[id, answer]];
        });
        const granted = given.filter(([, yes]) => yes).length;
        const best = granted + ids.length - given.length;
        const expected = granted >= quorumOf(ids.length) ? "won" : best >= quorumOf(ids.length) ? "pending" : "lost";
        expect(voteResultOf(ids, new Map([...given, ["stranger", true]]))).toBe(expected);
      }),
    );
  });

  it("asks both sets when they are joint; an empty one is no obstacle", () => {
    const match = new Map([
      ["a", 5],
      ["b", 3],
    ]);
    const matchOf = (id: string) => match.get(id) ?? 0;
    expect(jointCommittedOf(["a"], ["b"], matchOf)).toBe(3);
    expect(jointCommittedOf(["a"], [], matchOf)).toBe(5);
    expect(jointVoteResultOf(["a"], ["b"], new Map([["a", true]]))).toBe("pending");
    expect(jointVoteResultOf(["a"], ["b"], new Map([["b", false]]))).toBe("lost");
    expect(jointVoteResultOf(["a"], [], new Map([["a", true]]))).toBe("won");
  });
});
