/** What is known of each segment without reading it: its size, and what says whether a compaction may drop it. Pure. */
import type { WalKind, WalRecord } from "./types";

export interface Segment {
  readonly number: number;
  bytes: number;
  /** Of its entries and votes; -1 without any. */
  indexMax: number;
  readonly kinds: Set<WalKind>;
}

export function emptySegment(number: number, bytes: number): Segment {
  return { number, bytes, indexMax: -1, kinds: new Set() };
}

/** Its bytes are counted by who writes them. */
export function addTo(segment: Segment, records: readonly WalRecord[]): void {
  for (const { kind, index } of records) {
    segment.kinds.add(kind);
    if (kind === "entry" || kind === "vote") segment.indexMax = Math.max(segment.indexMax, index);
  }
}

/**
 * How many of the oldest segments may go: those whose entries and votes are all below the index, as long as the last
 * record of each other kind stays, in a later segment or among those written anew.
 */
export function droppable(segments: readonly Segment[], index: number, keep: readonly WalRecord[]): number {
  const keptKinds = new Set(keep.map(({ kind }) => kind));
  const isCovered = (kind: WalKind, place: number) =>
    kind === "entry" || keptKinds.has(kind) || segments.slice(place + 1).some(({ kinds }) => kinds.has(kind));
  const stop = segments.findIndex(
    (segment, place) => segment.indexMax >= index || [...segment.kinds].some((kind) => !isCovered(kind, place)),
  );
  return stop === -1 ? segments.length : stop;
}
