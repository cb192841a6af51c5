import { describe, expect, it } from "vitest";
import { pageElsewhere } from "./elsewhere";

describe("pageElsewhere", () => {
  it("keeps the kind of page", () => {
    expect(pageElsewhere(["blocks"])).toBe("/blocks");
    expect(pageElsewhere(["docs", "attach"])).toBe("/docs/attach");
    expect(pageElsewhere(["search"], "a b&c")).toBe("/search?q=a%20b%26c");
    expect(pageElsewhere(["search"])).toBe("/search");
  });
  it("goes home from a thing that the other network does not have", () => {
    for (const segments of [[], ["blocks", "12"], ["tx", "0x1"], ["nodes", "alpha-1"], ["docs"], ["nonsense"]])
      expect(pageElsewhere(segments, "x")).toBe("/");
  });
});
