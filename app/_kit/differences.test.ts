import { describe, expect, it } from "vitest";
import { differencesOf, type Run } from "./differences";

const marked = (runs: Run[]) => runs.map(({ text, differs }) => (differs ? `[${text}]` : text)).join("");
const both = (a: string, b: string) => {
  const { stated, computed } = differencesOf(a, b);
  return [marked(stated), marked(computed)];
};

describe("differencesOf", () => {
  it("marks nothing in what is the same", () => {
    expect(both("0xabc", "0xabc")).toEqual(["0xabc", "0xabc"]);
    expect(both("", "")).toEqual(["", ""]);
  });
  it("marks single places of hashes", () => {
    expect(both("0x12345", "0x19346")).toEqual(["0x1[2]34[5]", "0x1[9]34[6]"]);
  });
  it("marks what lies between common ends where lengths differ", () => {
    expect(both("21000", "210000")).toEqual(["21000", "21000[0]"]);
    expect(both("none", "0xaa")).toEqual(["[none]", "[0xaa]"]);
    expect(both("aaa", "aa")).toEqual(["aa[a]", "aa"]);
  });
});
