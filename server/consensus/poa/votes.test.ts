import { describe, expect, it } from "vitest";
import type { Vote } from "../engine";
import { VOTE_TURNS_MAX } from "./limits";
import { VoteBook } from "./votes";

const vote = (turn: number, validator: string, hash: string): Vote => ({
  turn,
  validator,
  hash,
  height: 1,
  signature: new Uint8Array(0),
});

describe("the book of votes", () => {
  it("keeps the first vote of a validator and turn, and tells another one from the same again", () => {
    const book = new VoteBook();
    expect(book.add(vote(1, "a", "x"))).toBe("new");
    expect(book.add(vote(1, "a", "x"))).toBe("known");
    expect(book.add(vote(1, "a", "y"))).toBe("double");
    expect([...book.of(1)].map(({ hash }) => hash)).toEqual(["x"]);
  });

  it("finds what holds a quorum of one turn for exactly one block", () => {
    const book = new VoteBook();
    for (const [turn, validator, hash] of [
      [1, "a", "x"],
      [1, "b", "x"],
      [2, "c", "x"],
      [2, "a", "y"],
    ] as const) {
      book.add(vote(turn, validator, hash));
    }
    expect([...book.certificates(2)].map(({ turn, hash }) => [turn, hash])).toEqual([[1, "x"]]);
    expect([...book.certificates(3)]).toEqual([]);
  });

  it("forgets old turns and never takes them back", () => {
    const book = new VoteBook();
    for (let turn = 1; turn <= VOTE_TURNS_MAX + 10; turn++) book.add(vote(turn, "a", "x"));
    expect(book.turnCount).toBe(VOTE_TURNS_MAX);
    expect(book.add(vote(10, "b", "x"))).toBe("old");
    expect(book.turnCount).toBe(VOTE_TURNS_MAX);
    expect(book.newest("b")?.turn).toBe(10);
  });
});
