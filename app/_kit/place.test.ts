import { describe, expect, it } from "vitest";
import { pathTo } from "./place";

describe("pathTo", () => {
  const bare = { locale: "en", network: "alpha", named: false } as const;
  const named = { locale: "zh", network: "beta", named: true } as const;

  it("leaves English and the first network out", () => {
    expect(pathTo(bare, "/blocks")).toBe("/blocks");
    expect(pathTo(bare, "/")).toBe("/");
  });
  it("keeps language and network", () => {
    expect(pathTo(named, "/blocks/1?cursor=x")).toBe("/zh/n/beta/blocks/1?cursor=x");
    expect(pathTo(named, "/")).toBe("/zh/n/beta");
    expect(pathTo({ ...bare, locale: "zh" }, "/")).toBe("/zh");
    expect(pathTo({ ...bare, named: true }, "/txs")).toBe("/n/alpha/txs");
  });
});
