import { describe, expect, it } from "vitest";
import { absenceOf, absenceSentence } from "./absence";

const RANGES = [
  [0, 0],
  [46_147, 46_150],
] as const;

describe("why a block is not there", () => {
  it("is that the chain is not that long", () => {
    const absence = absenceOf(50_000, 46_150, RANGES);
    expect(absence.code).toBe("beyond");
    expect(absenceSentence("50000", absence)).toBe("Block 50000 is beyond the head, which is 46150.");
  });
  it("is a gap of what is indexed", () => {
    const absence = absenceOf(7, 46_150, RANGES);
    expect(absence.code).toBe("gap");
    expect(absenceSentence("7", absence)).toBe("Block 7 lies in a gap: indexed are 0, 46147 to 46150.");
  });
  it("is unknown for a hash, before anything is indexed, and where a range claims to hold it", () => {
    expect(absenceOf(null, 46_150, RANGES).code).toBe("unknown");
    expect(absenceOf(5, null, []).code).toBe("unknown");
    expect(absenceOf(46_148, 46_150, RANGES).code).toBe("unknown");
  });
});
