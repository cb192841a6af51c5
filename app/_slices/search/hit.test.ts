import { describe, expect, it } from "vitest";
import type { SearchItem } from "#server/api";
import { onlyHit, pathOfHit } from "./hit";

const hit = (type: SearchItem["type"], id: string): SearchItem => ({ type, id, label: id, href: "" });

describe("search hits", () => {
  it("lead to their pages", () => {
    expect(pathOfHit(hit("transaction", "0xab"))).toBe("/tx/0xab");
    expect(pathOfHit(hit("node", "a/b"))).toBe("/nodes/a%2Fb");
  });
  it("are followed only when there is exactly one", () => {
    expect(onlyHit([hit("block", "5")])?.id).toBe("5");
    expect(onlyHit([hit("block", "5"), hit("address", "0x5")])).toBeNull();
    expect(onlyHit([hit("network", "beta")])).toBeNull();
    expect(onlyHit([])).toBeNull();
  });
});
