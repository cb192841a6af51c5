import { describe, expect, it } from "vitest";
import { type Heard, judge } from "./judge";

const heard = (changes: Partial<Heard>): Heard => ({
  atMs: 1_000,
  streaming: true,
  failure: null,
  refused: false,
  stranger: null,
  ...changes,
});

describe("judge", () => {
  it.each([
    ["alive", heard({}), 1_500, null],
    ["suspect", heard({}), 4_200, "No heartbeat for 3 s."],
    ["dead", heard({}), 7_000, "No sign of life for more than 6 s."],
    [
      "suspect",
      heard({ streaming: false, failure: "the node has ended it" }),
      1_100,
      "Its event stream broke: the node has ended it.",
    ],
    [
      "dead",
      heard({ streaming: false, refused: true }),
      1_100,
      "The connection was refused: nothing listens at its address.",
    ],
    ["unknown", heard({ atMs: null, streaming: false }), 9_000, "Not heard from since the indexer began."],
    [
      "unknown",
      heard({ atMs: null, streaming: false, failure: "name not known" }),
      9_000,
      "Not reached yet: name not known.",
    ],
    ["unknown", heard({ stranger: "It serves another chain." }), 1_100, "It serves another chain."],
  ] as const)("%s: %o at %i", (status, given, now, reason) => {
    expect(judge(given, now)).toEqual({ status, reason });
  });
});
