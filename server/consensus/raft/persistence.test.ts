import { describe, expect, it } from "vitest";
import { linked, replay } from "./persistence";
import { genesis } from "./testing/desk";
import { chainOf, restoredOf, voteOf } from "./testing/solo";

const { members } = restoredOf(["a", "b", "c"]);
const stored = { final: genesis, certificate: null, members };
const old = chainOf([1, 1, 1, 1], undefined, "old");
const fresh = chainOf([2, 2], old[0], "new");
const certificateOf = (block: (typeof old)[number]) => {
  return { turn: block.turn, hash: block.hash, votes: ["a", "b"].map((id) => voteOf(block, id)) };
};

describe("the log that records leave", () => {
  it("has the last term and vote, and later blocks in place of earlier ones and all above", () => {
    const restored = replay(stored, [
      { type: "hardState", term: 1, votedFor: "a" },
      { type: "blocks", blocks: old },
      { type: "hardState", term: 2, votedFor: null },
      { type: "blocks", blocks: fresh.slice(0, 1) },
    ]);
    expect(restored.hardState).toEqual({ term: 2, votedFor: null });
    expect(restored.log.map(({ hash }) => hash)).toEqual(["1@1old", "2@2new"]);
  });

  it("begins above the final block, and stops where the chain breaks", () => {
    const [first] = old;
    if (first === undefined) throw new Error("no block");
    expect(linked(first, old).map(({ height }) => height)).toEqual([2, 3, 4]);
    const [, second, third] = chainOf([2, 2, 2], undefined, "other");
    if (second === undefined || third === undefined) throw new Error("no blocks");
    expect(linked(genesis, [first, second, third]).map(({ hash }) => hash)).toEqual(["1@1old"]);
  });

  it("starts anew at a snapshot, though the store has not heard that its block is final", () => {
    const chain = chainOf([1, 1, 1, 3, 3, 3]);
    const [, , , block, above] = chain;
    if (block === undefined || above === undefined) throw new Error("no blocks");
    const records = [
      { type: "blocks", blocks: old },
      { type: "snapshot", block, certificate: certificateOf(block), members },
      { type: "blocks", blocks: [above] },
    ] as const;
    expect(replay(stored, records)).toMatchObject({ final: block, log: [above] });
    expect(replay({ ...stored, final: above }, records)).toMatchObject({ final: above, log: [] });
  });
});
