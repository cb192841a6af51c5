import { describe, expect, it } from "vitest";
import { alike, byNetwork, verdictOf } from "./sentence";

describe("byNetwork", () => {
  it("keeps the order of configuration, and networks that have no address any more behind", () => {
    const sources = [
      { network: "b", address: "1" },
      { network: "a", address: "2" },
      { network: "b", address: "3" },
    ];
    expect(byNetwork(["old", "a", "b"], sources).map(({ name, sources: own }) => [name, own.length])).toEqual([
      ["b", 2],
      ["a", 1],
      ["old", 0],
    ]);
  });
});

describe("verdictOf", () => {
  it("lets a problem count more than an answer", () => {
    const problem = { code: "other-chain", detail: "", reason: null, expected: null, found: null } as const;
    expect(verdictOf({ facts: null, problem })).toBe("other-chain");
    expect(verdictOf({ facts: null, problem: null })).toBe("running");
  });
});

describe("alike", () => {
  it("puts the sources together that give the same", () => {
    const source = (address: string, receipts: "given" | "unavailable") => ({
      address,
      gives: { receipts } as Parameters<typeof alike>[0][number]["gives"],
    });
    const groups = alike([source("a", "given"), source("b", "unavailable"), source("c", "given")]);
    expect(groups.map(({ addresses }) => addresses)).toEqual([["a", "c"], ["b"]]);
  });
});
