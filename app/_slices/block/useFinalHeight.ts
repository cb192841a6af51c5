"use client";
import { useLiveTopic } from "#app/live";
import { blocksOfFrame, blocksOfSnapshot, finalHeightOf } from "./shape";

/** The highest final block that frames have told of; -1 before any did. A list of transactions has no frames of its own for it. */
export function useFinalHeight(network: string, enabled = true): number {
  return useLiveTopic<number>({
    network,
    topic: "blocks",
    view: "final",
    initial: -1,
    enabled,
    onSnapshot: (current, snapshot) => finalHeightOf(current, blocksOfSnapshot(snapshot) ?? []),
    onFrame: (current, frame) => finalHeightOf(current, blocksOfFrame(frame)),
  }).data;
}
