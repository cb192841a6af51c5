import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { poa } from "./protocols/poa";
import { raft } from "./protocols/raft";
import { runTranscript, TranscriptError, TranscriptRunner } from "./transcript";

const testdata = join(import.meta.dirname, "../consensus/testdata");

const engines: Readonly<Record<string, (text: string) => string>> = {
  poa: (text) => runTranscript(text, poa()),
  raft: (text) => runTranscript(text, raft()),
};

describe("transcripts", () => {
  for (const [engine, run] of Object.entries(engines)) {
    for (const name of readdirSync(join(testdata, engine))) {
      it(`${engine}/${name}`, () => {
        const file = join(testdata, engine, name);
        const text = readFileSync(file, "utf8");
        const now = run(text);
        if (process.env.REWRITE === "1") writeFileSync(file, now);
        else expect(now).toBe(text);
      });
    }
  }

  it("says what is wrong with a command", () => {
    const runner = new TranscriptRunner(poa());
    expect(() => runner.run("tick")).toThrow(TranscriptError);
    runner.run("nodes 2");
    expect(() => runner.run("crash 7")).toThrow(/no node 7/);
    expect(() => runner.run("explode")).toThrow(/"explode" is not/);
  });
});
