/** How blocks merge into a list: by hash, highest first; at one height the canonical one stands above its siblings. */
import { fillOf } from "#app/kit";
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

/** A hash or address of nothing but zeros: the parent of a first block, the proposer of one that nobody made. */
export function isZero(hex: string): boolean {
  return /^(0x)?0+$/.test(hex);
}

/** From 0 to 1: of the gas limit, or of the weight limit on ledgers without gas; null where neither is known. */
export function fullnessOf({ gasUsed, gasLimit, weight, weightLimit }: BlockView): number | null {
  if (gasUsed !== null || weight === null || weightLimit === null) return fillOf(gasUsed, gasLimit);
  return fillOf(String(weight), String(weightLimit));
}

/** The highest of what was known and what these blocks say. */
export function finalHeightOf(
  known: number,
  blocks: readonly Pick<BlockView, "final" | "canonical" | "height">[],
): number {
  return Math.max(known, ...blocks.filter(({ final, canonical }) => final && canonical).map(({ height }) => height));
}
