/** What the newest blocks say about pace: transactions a second and the time between blocks, over the last minute of chain. */
import type { BlockView } from "#server/api";

const WINDOW_MS = 60_000;

export interface Rates {
  /** Null where fewer than two blocks stand in the window. */
  readonly tps: number | null;
  readonly blockTimeMs: number | null;
}

type Paced = Pick<BlockView, "height" | "time" | "transactionCount" | "canonical">;

/** The canonical ones, lowest first. */
export function ascending<T extends Paced>(blocks: readonly T[]): T[] {
  return blocks.filter(({ canonical }) => canonical).sort((a, b) => a.height - b.height);
}

export function ratesOf(blocks: readonly Paced[]): Rates {
  const chain = ascending(blocks);
  const head = chain.at(-1);
  if (!head) return { tps: null, blockTimeMs: null };
  const headMs = Date.parse(head.time);
  const recent = chain.filter(({ time }) => headMs - Date.parse(time) <= WINDOW_MS);
  const [first, ...rest] = recent;
  const last = rest.at(-1);
  if (!first || !last) return { tps: null, blockTimeMs: null };
  const spanMs = headMs - Date.parse(first.time);
  if (spanMs <= 0) return { tps: null, blockTimeMs: null };
  const count = rest.reduce((sum, { transactionCount }) => sum + transactionCount, 0);
  return { tps: count / (spanMs / 1000), blockTimeMs: spanMs / (last.height - first.height) };
}

/** Heights between two neighbours of a list that are not in it: a fork's sibling stands at the same height. */
export function missingBetween(lower: number, higher: number): number {
  return Math.max(0, higher - lower - 1);
}

/** A chart's points: transactions per block, and seconds since the block before where that one is known; a gap is a place. */
export function pointsOf(blocks: readonly Paced[]): { x: number; bar: number | null; line: number | null }[] {
  const chain = ascending(blocks);
  return chain.flatMap((block, index) => {
    const before = chain[index - 1];
    const known = before?.height === block.height - 1;
    const point = {
      x: block.height,
      bar: block.transactionCount,
      line: before && known ? (Date.parse(block.time) - Date.parse(before.time)) / 1000 : null,
    };
    return before && missingBetween(before.height, block.height) > 0
      ? [{ x: before.height + 1, bar: null, line: null }, point]
      : [point];
  });
}
