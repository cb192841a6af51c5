import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runTranscript, TranscriptError, TranscriptRunner } from "./transcript";

const testdata = join(import.meta.dirname, "../consensus/testdata/poa");

describe("transcripts", () => {
  for (const name of readdirSync(testdata)) {
    it(`poa/${name}`, () => {
      const file = join(testdata, name);
      const text = readFileSync(file, "utf8");
      const now = runTranscript(text);
      if (process.env.REWRITE === "1") writeFileSync(file, now);
      else expect(now).toBe(text);
    });
  }

  it("says what is wrong with a command", () => {
    const runner = new TranscriptRunner();
    expect(() => runner.run("tick")).toThrow(TranscriptError);
    runner.run("nodes 2");
    expect(() => runner.run("crash 7")).toThrow(/no node 7/);
    expect(() => runner.run("explode")).toThrow(/"explode" is not/);
  });
});
