import { describe, expect, it } from "vitest";
import { engineOf } from "./engine-of";

describe("the engine of a block", () => {
  it.each([
    ["ethereum", 131_072n, "ethash"],
    ["ethereum", 0n, "pos"],
    ["ethash", 1n, "ethash"],
    ["clique", 2n, "clique"],
    ["clique", 0n, "pos"],
    ["ibft1", 1n, "ibft"],
    ["chainglass-poa", 0n, null],
    ["bitcoin", 0n, null],
  ])("by %s with difficulty %s is %s", (rules, difficulty, engine) => {
    expect(engineOf(rules, { difficulty })).toBe(engine);
  });
});
