import { describe, expect, it } from "vitest";
import { reasonOf } from "./reason";

describe("why a node is held for what it is", () => {
  it.each([
    ["The connection was refused: nothing listens at its address.", "refused", null],
    ["No sign of life for more than 6 s.", "silent", 6],
    ["No heartbeat for 4 s.", "late", 4],
    ["Not reached yet: UNAVAILABLE.", "never-reached", null],
    ["The indexer has stopped: nobody watches this node.", "unwatched", null],
    ["last observed 31 s ago", "stale", 31],
  ])("%s", (sentence, code, seconds) => {
    expect(reasonOf(sentence)).toEqual({ code, seconds });
  });

  it("is no code where the sentence is not known", () => {
    expect(reasonOf("It sulks.")).toBeNull();
    expect(reasonOf(null)).toBeNull();
  });
});
