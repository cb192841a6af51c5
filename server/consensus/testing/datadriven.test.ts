import { describe, expect, it } from "vitest";
import { readDirectives, valuesOf, wordsOf } from "./datadriven";

describe("directives", () => {
  it("are read with their arguments, input and output", () => {
    const text =
      "# a word first\n\nadd-nodes 3 voters=(1, 2) index=10\nmore\n\nand more\n----\nok\nthen\n\n# end\nstatus\n----\n";
    const [first, second, ...rest] = readDirectives(text);
    expect(first).toMatchObject({
      line: 3,
      command: "add-nodes",
      input: ["more", "", "and more"],
      expected: "ok\nthen",
    });
    if (!first || !second) throw new Error("two directives");
    expect(wordsOf(first)).toEqual(["3"]);
    expect(valuesOf(first, "voters")).toEqual(["1", "2"]);
    expect(valuesOf(first, "index")).toEqual(["10"]);
    expect(valuesOf(first, "learners")).toBeNull();
    expect(second).toMatchObject({ line: 12, command: "status", args: [], input: [], expected: "" });
    expect(rest).toEqual([]);
  });

  it("say where one is cut off", () => {
    expect(() => readDirectives("\nstatus 1\n")).toThrow(/line 2/);
  });
});
