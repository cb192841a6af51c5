"use client";
import { useLiveList } from "#app/live";
import type { BlockView } from "#server/api";
import { blockShape, blocksOfFrame, blocksOfSnapshot } from "./shape";

/** The newest blocks, kept current while `enabled`. */
export function useLiveBlocks(
  network: string,
  view: string,
  initial: readonly BlockView[],
  rowsMax: number,
  enabled = true,
) {
  return useLiveList<BlockView>({
    network,
    topic: "blocks",
    view,
    initial,
    enabled,
    shape: blockShape(rowsMax),
    itemsOf: blocksOfFrame,
    snapshotOf: blocksOfSnapshot,
  });
}
