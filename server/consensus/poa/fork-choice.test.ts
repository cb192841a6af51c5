import { describe, expect, it } from "vitest";
import type { BlockMeta, Vote } from "../engine";
import { chooseHead } from "./fork-choice";
import { BlockTree } from "./tree";
import { VoteBook } from "./votes";

const SIGNATURE = new Uint8Array(0);
const root: BlockMeta = { hash: "g", parent: "", height: 0, turn: 0, proposer: null, change: null };

/** Blocks as "child<parent", in order. */
function treeOf(...links: string[]): BlockTree {
  const tree = new BlockTree(root);
  for (const [index, link] of links.entries()) {
    const [hash = "", parent = ""] = link.split("<");
    tree.add({
      hash,
      parent,
      height: (tree.get(parent)?.height ?? 0) + 1,
      turn: index + 1,
      proposer: "v",
      change: null,
    });
  }
  return tree;
}

/** Votes as hashes by validator; "-" is none. */
function bookOf(turns: Record<number, string>): VoteBook {
  const book = new VoteBook();
  for (const [turn, hashes] of Object.entries(turns)) {
    for (const [index, hash] of hashes.split(" ").entries()) {
      const vote: Vote = { turn: Number(turn), height: 1, hash, validator: `v${index}`, signature: SIGNATURE };
      if (hash !== "-") book.add(vote);
    }
  }
  return book;
}

const head = (tree: BlockTree, book: VoteBook, lastVote: [number, string] | null) =>
  chooseHead(tree, book, lastVote && { turn: lastVote[0], hash: lastVote[1] }, 3).hash;

describe("fork choice of four", () => {
  const forked = treeOf("a1<g", "b1<g", "a2<a1", "b2<b1", "b3<b2");

  it("stays below the last vote while no quorum of votes says otherwise, however long the other fork is", () => {
    expect(head(forked, bookOf({}), [1, "a1"])).toBe("a2");
    expect(head(forked, bookOf({ 5: "b3 b3 - -" }), [1, "a1"])).toBe("a2");
  });

  it("follows the majority of a turn that is not before its last vote", () => {
    expect(head(forked, bookOf({ 5: "a2 b3 b3 -" }), [5, "a2"])).toBe("b3");
    expect(head(forked, bookOf({ 4: "a2 b3 b3 -" }), [5, "a2"])).toBe("a2");
  });

  it("takes the newest such turn", () => {
    expect(head(forked, bookOf({ 6: "a2 a2 b3 -", 5: "b3 b3 b3 -" }), [5, "b3"])).toBe("a2");
  });

  it("leaves out votes for blocks that it does not know", () => {
    expect(head(forked, bookOf({ 5: "x x b3 -" }), [5, "a2"])).toBe("a2");
    expect(head(forked, bookOf({ 5: "x a2 b3 b3" }), [5, "a2"])).toBe("b3");
  });

  it("weighs subtrees, not blocks, and breaks a tie by the lowest hash", () => {
    expect(head(treeOf("a1<g", "b1<g", "b2<b1"), bookOf({ 3: "a1 b1 b2 -" }), [3, "a1"])).toBe("b2");
    expect(head(treeOf("b1<g", "a1<g"), bookOf({ 3: "a1 b1 a1 b1" }), [3, "b1"])).toBe("a1");
  });

  it("goes on below what was voted for to the best block", () => {
    expect(head(forked, bookOf({ 5: "b1 b1 b1 -" }), [5, "a2"])).toBe("b3");
  });

  it("follows the final block when its last vote conflicts with it, whatever the turns", () => {
    const tree = treeOf("a1<g", "b1<g", "a2<a1");
    const final = tree.get("a1");
    if (final !== undefined) tree.prune(final);
    expect(head(tree, bookOf({}), [9, "b1"])).toBe("a2");
  });

  it("follows the longest fork for one who has never voted", () => {
    expect(head(forked, bookOf({}), null)).toBe("b3");
  });
});
