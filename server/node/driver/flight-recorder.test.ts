import { describe, expect, it } from "vitest";
import type { JournalEntry } from "#proto";
import { FlightRecorder } from "./flight-recorder";

const entry = (height: number): JournalEntry => ({
  turn: 1,
  height,
  entry: { $case: "leaderKnown", value: { leader: "a" } },
});

describe("the flight recorder", () => {
  it("passes what comes at a sane pace, drops a flood, and says how much", () => {
    let nowMs = 0;
    const published: JournalEntry[] = [];
    const recorder = new FlightRecorder(
      (each) => published.push(each),
      () => nowMs,
    );
    for (let i = 0; i < 5_000; i++) recorder.record(entry(i));
    expect(published).toHaveLength(2_000);
    nowMs = 10;
    recorder.record(entry(5_000));
    expect(published.slice(2_000).map((each) => each.entry)).toEqual([
      { $case: "entriesDropped", value: { count: 3_000 } },
      { $case: "leaderKnown", value: { leader: "a" } },
    ]);
    nowMs = 20;
    recorder.record(entry(5_001));
    expect(published).toHaveLength(2_003);
  });
});
