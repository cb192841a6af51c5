/** How blocks merge into a list: by hash, highest first; at one height the canonical one stands above its siblings. */
import type { ListShape } from "#app/live";
import type { BlockView } from "#server/api";
import type { Frame } from "#server/live";

export function blockShape(rowsMax: number): ListShape<BlockView> {
  return {
    keyOf: (block) => block.hash,
    order: (a, b) => b.height - a.height || Number(b.canonical) - Number(a.canonical) || (a.hash < b.hash ? -1 : 1),
    rowsMax,
  };
}

export function blocksOfFrame(frame: Frame): readonly BlockView[] {
  switch (frame.type) {
    case "block.added":
    case "block.updated":
    case "block.final":
    case "block.reverted":
      return [frame.data as BlockView];
    default:
      return [];
  }
}

export function blocksOfSnapshot(snapshot: unknown): readonly BlockView[] | null {
  return itemsOf<BlockView>(snapshot);
}

/** The rows of a REST list; null for anything else. */
export function itemsOf<T>(answer: unknown): readonly T[] | null {
  if (typeof answer !== "object" || answer === null || !("items" in answer)) return null;
  return Array.isArray(answer.items) ? (answer.items as T[]) : null;
}
