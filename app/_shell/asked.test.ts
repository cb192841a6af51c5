import { describe, expect, it } from "vitest";
import { askedOf } from "./asked";

describe("what a URL asked for", () => {
  it.each([
    ["/blocks/99", { network: null, kind: "height", id: "99" }],
    ["/zh/n/beta/blocks/99?_rsc=1", { network: "beta", kind: "height", id: "99" }],
    ["/n/beta/blocks/0xzz", { network: "beta", kind: "block", id: "0xzz" }],
    ["/tx/abc", { kind: "tx", id: "abc" }],
    ["/address/%E4%B8%AD", { kind: "address", id: "\u4e2d" }],
    ["/blocks?cursor=abc", { kind: "cursor", path: "/blocks" }],
    ["/blocks/5?cursor=abc", { kind: "cursor", path: "/blocks/5" }],
    ["/nodes/nobody", { kind: "other" }],
    ["", { network: null, kind: "other" }],
  ])("%s", (url, asked) => {
    expect(askedOf(url)).toMatchObject(asked);
  });
});
