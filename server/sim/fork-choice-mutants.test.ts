/** The rule that safety hangs on, broken in small ways: the swarm must notice, or it watches the wrong things. */
import { describe, expect, it, vi } from "vitest";
import type { BlockMeta } from "#server/consensus";
import { poa } from "./protocols/poa";
import { runSeed } from "./swarm";

interface Tree {
  readonly root: BlockMeta;
  tip(from: BlockMeta): BlockMeta;
}

/** The face of poa/fork-choice.ts, which no other room may import. */
type Choose = (tree: Tree, book: unknown, lastVote: { turn: number; hash: string } | null, quorum: number) => BlockMeta;

const FIRST = 400;

const mutant = vi.hoisted(() => ({ of: null as ((actual: Choose) => Choose) | null }));

vi.mock("../consensus/poa/fork-choice", async (importOriginal) => {
  const actual = await importOriginal<{ chooseHead: Choose }>();
  const choose: Choose = (...given) => (mutant.of?.(actual.chooseHead) ?? actual.chooseHead)(...given);
  return { chooseHead: choose };
});

function caught(firstSeed: number, seeds: number): string | null {
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const { violation } = runSeed(String(seed), poa());
    if (violation !== null) return violation;
  }
  return null;
}

describe("a broken fork choice is caught within 100 seeds", () => {
  it("none of these is", () => {
    mutant.of = null;
    expect(caught(FIRST, 20)).toBeNull();
  });

  it("the longest chain, whatever was voted for", () => {
    mutant.of = () => (tree) => tree.tip(tree.root);
    expect(caught(300, 100)).toMatch(/two final blocks|does not extend|leaves its final/);
  }, 60_000);

  it("a quorum's votes from before the own last vote", () => {
    mutant.of = (actual) => (tree, book, lastVote, quorum) =>
      actual(tree, book, lastVote && { ...lastVote, turn: 0 }, quorum);
    expect(caught(FIRST, 100)).toMatch(/two final blocks|does not extend|leaves its final/);
  }, 60_000);
});
