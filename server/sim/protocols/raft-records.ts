/** What the records on a Raft node's disk add up to: term and vote, and a log in which later blocks replace earlier ones. */
import type { BlockMeta, RaftRecord } from "#server/consensus";
import type { Prng } from "#server/lib/prng";

type RecordOf<Type extends RaftRecord["type"]> = Extract<RaftRecord, { readonly type: Type }>;

export interface RaftRecords {
  hardState: RecordOf<"hardState"> | null;
  /** Where the log has started anew. */
  snapshot: RecordOf<"snapshot"> | null;
  readonly blocks: Map<number, BlockMeta>;
  /** The highest height written; 0 at first. */
  top: number;
}

export function createRecords(): RaftRecords {
  return { hardState: null, snapshot: null, blocks: new Map(), top: 0 };
}

export function writeRecord(records: RaftRecords, record: RaftRecord): void {
  switch (record.type) {
    case "hardState":
      records.hardState = record;
      break;
    case "snapshot":
      records.snapshot = record;
      records.blocks.clear();
      records.top = record.block.height;
      break;
    case "blocks": {
      const first = record.blocks[0]?.height ?? Number.POSITIVE_INFINITY;
      for (let height = first; height <= records.top; height++) records.blocks.delete(height);
      for (const block of record.blocks) records.blocks.set(block.height, block);
      records.top = record.blocks.at(-1)?.height ?? records.top;
      break;
    }
    default:
      record satisfies never;
  }
}

/** Each block is framed for itself, so a torn batch leaves its first blocks. */
export function tornRecord(record: RaftRecord, prng: Prng): RaftRecord | null {
  if (record.type !== "blocks") return null;
  const blocks = record.blocks.slice(0, prng.between(0, record.blocks.length - 1));
  return blocks.length === 0 ? null : { type: "blocks", blocks };
}

/** The log above this block, as far as it stands on it. */
export function logAbove(records: RaftRecords, final: BlockMeta): BlockMeta[] {
  const log: BlockMeta[] = [];
  for (let below = final; ; ) {
    const block = records.blocks.get(below.height + 1);
    if (block?.parent !== below.hash) return log;
    log.push(block);
    below = block;
  }
}

export function durableTop({ snapshot, blocks, top }: RaftRecords, final: BlockMeta): BlockMeta {
  const last = blocks.get(top) ?? snapshot?.block;
  return last !== undefined && last.height > final.height ? last : final;
}

export function isDurable({ snapshot, blocks }: RaftRecords, final: BlockMeta, block: BlockMeta): boolean {
  const { hash, height } = block;
  return blocks.get(height)?.hash === hash || snapshot?.block.hash === hash || final.hash === hash;
}
