import { describe, expect, it } from "vitest";
import type { SearchItem } from "#server/api";
import { linkOfHit, onlyHit } from "./hit";

const hit = (type: SearchItem["type"], id: string): SearchItem => ({ type, network: "alpha", id, label: id, href: "" });

describe("search hits", () => {
  it("lead to their pages", () => {
    const here = { locale: "en", network: "alpha", named: false } as const;
    expect(linkOfHit(here, hit("transaction", "0xab"))).toBe("/tx/0xab");
    expect(linkOfHit(here, hit("node", "a/b"))).toBe("/nodes/a%2Fb");
  });
  it("lead to the network that has them", () => {
    const elsewhere = { locale: "zh", network: "beta", named: true } as const;
    expect(linkOfHit(elsewhere, hit("block", "5"))).toBe("/zh/n/alpha/blocks/5");
    expect(linkOfHit({ ...elsewhere, network: "gamma", named: false }, hit("network", "alpha"))).toBe("/zh/n/alpha");
  });
  it("are followed only when there is exactly one", () => {
    expect(onlyHit([hit("block", "5")])?.id).toBe("5");
    expect(onlyHit([hit("block", "5"), hit("address", "0x5")])).toBeNull();
    expect(onlyHit([hit("network", "beta")])).toBeNull();
    expect(onlyHit([])).toBeNull();
  });
});
