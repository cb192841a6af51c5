import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MembershipChange } from "../engine";
import { applyChange, describeRefusal, MEMBERS_MAX, type Member, votersOf } from "./membership";
import { quorumOf } from "./quorum";

const members: readonly Member[] = [
  { id: "b", role: "voter" },
  { id: "a", role: "voter" },
  { id: "l", role: "learner" },
];

function codeOf(before: readonly Member[], change: MembershipChange): string {
  const after = applyChange(before, change);
  return "code" in after ? after.code : "applied";
}

describe("membership", () => {
  it("keeps the order in which members came", () => {
    expect(applyChange(members, { type: "addLearner", id: "c" })).toEqual([...members, { id: "c", role: "learner" }]);
    expect(applyChange(members, { type: "addVoter", id: "c" })).toEqual([...members, { id: "c", role: "voter" }]);
    expect(applyChange(members, { type: "remove", id: "b" })).toEqual(members.slice(1));
    expect(applyChange(members, { type: "addVoter", id: "l" })).toEqual([
      ...members.slice(0, 2),
      { id: "l", role: "voter" },
    ]);
  });

  it("refuses, with a code, what changes nothing or leaves nobody to decide", () => {
    expect(codeOf(members, { type: "addVoter", id: "a" })).toBe("alreadyVoter");
    expect(codeOf(members, { type: "addLearner", id: "a" })).toBe("alreadyVoter");
    expect(codeOf(members, { type: "addLearner", id: "l" })).toBe("alreadyLearner");
    expect(codeOf(members, { type: "remove", id: "x" })).toBe("notMember");
    expect(
      codeOf(
        [
          { id: "a", role: "voter" },
          { id: "l", role: "learner" },
        ],
        { type: "remove", id: "a" },
      ),
    ).toBe("lastVoter");
    const full = Array.from({ length: MEMBERS_MAX }, (_, index): Member => ({ id: `n${index}`, role: "voter" }));
    expect(codeOf(full, { type: "addLearner", id: "x" })).toBe("tooManyMembers");
    const refusal = applyChange(members, { type: "remove", id: "x" });
    expect("code" in refusal ? describeRefusal(refusal) : "").toBe("x is not a member");
  });

  it("moves one voter at most: any quorums of before and after share one", () => {
    const id = fc.constantFrom("a", "b", "c", "d", "e");
    const change: fc.Arbitrary<MembershipChange> = fc.record({
      type: fc.constantFrom("addLearner", "addVoter", "remove"),
      id,
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        let now: readonly Member[] = [{ id: "a", role: "voter" }];
        for (const one of changes) {
          const after = applyChange(now, one);
          if ("code" in after) continue;
          const [before, next] = [votersOf(now), votersOf(after)];
          const all = new Set([...before, ...next]);
          expect(quorumOf(before.length) + quorumOf(next.length)).toBeGreaterThan(all.size);
          expect(next.length).toBeGreaterThan(0);
          expect(new Set(after.map((member) => member.id)).size).toBe(after.length);
          now = after;
        }
      }),
    );
  });
});
