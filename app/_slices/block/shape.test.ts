import { describe, expect, it } from "vitest";
import type { BlockView } from "#server/api";
import { blockShape, blocksOfFrame, itemsOf } from "./shape";

const block = (height: number, hash: string, canonical = true) => ({ height, hash, canonical }) as BlockView;

describe("blockShape", () => {
  it("stands the highest first, and a canonical block above its forked sibling", () => {
    const rows = [block(1, "0xa"), block(2, "0xb", false), block(2, "0xc"), block(3, "0xd")];
    expect(rows.sort(blockShape(9).order).map(({ hash }) => hash)).toEqual(["0xd", "0xc", "0xb", "0xa"]);
  });
});

describe("frames", () => {
  it("brings a block, and nothing for a range", () => {
    const frame = {
      network: "alpha",
      topic: "blocks",
      prev: 1,
      seq: 2,
      type: "block.final",
      data: block(4, "0xe"),
    } as const;
    expect(blocksOfFrame(frame)).toEqual([block(4, "0xe")]);
    expect(blocksOfFrame({ ...frame, type: "blocks.range", data: { from: 1, to: 9 } })).toEqual([]);
  });
  it("takes only lists from snapshots", () => {
    expect(itemsOf({ items: [1], nextCursor: null })).toEqual([1]);
    expect(itemsOf(null)).toBeNull();
    expect(itemsOf({ items: "x" })).toBeNull();
  });
});
