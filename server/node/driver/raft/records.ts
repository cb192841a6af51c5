/**
 * Raft's records in the write-ahead log and back: an entry is a block with its body, so that the log alone brings back
 * whatever a node has acknowledged.
 */
import { Block } from "#proto";
import type { BlockMeta, RaftRecord } from "#server/consensus";
import { assert } from "#server/lib/assert";
import { type BlockStore, StorageError, type WalRecord } from "../../storage";
import { decodeJson, encodeJson } from "../json";
import type { Library } from "../library";
import type { MembersMark, MembersMarks } from "./members";
import { bodyOf } from "./write";

type HardState = Extract<RaftRecord, { type: "hardState" }>;
type Snapshot = Extract<RaftRecord, { type: "snapshot" }>;

export const hardStateRecord = (record: HardState): WalRecord => ({
  ...{ kind: "hardState" as const, term: record.term, index: 0 },
  data: encodeJson({ votedFor: record.votedFor }),
});

export const membersRecord = (mark: MembersMark): WalRecord => ({
  ...{ kind: "mark" as const, term: 0, index: mark.height },
  data: encodeJson(mark),
});

export interface Bodies {
  readonly library: Library;
  readonly store: Pick<BlockStore, "cached">;
}

/** @param marks is told of every block, and of a snapshot */
export function encodeRecord(record: RaftRecord, { library, store }: Bodies, marks: MembersMarks): WalRecord[] {
  switch (record.type) {
    case "hardState":
      return [hardStateRecord(record)];
    case "blocks":
      library.cut(record.blocks[0]?.height ?? Number.POSITIVE_INFINITY);
      return record.blocks.map((block) => {
        marks.append(block);
        return entryOf(block, { library, store });
      });
    case "snapshot": {
      const { block, members } = record;
      library.cut(0);
      marks.put({ type: "members", height: block.height, hash: block.hash, members });
      return [{ kind: "mark", term: block.turn, index: block.height, data: encodeJson(record) }];
    }
  }
}

function entryOf(meta: BlockMeta, { library, store }: Bodies): WalRecord {
  const body = library.held(meta.hash) ?? store.cached(meta.hash);
  assert(body, `the body of block ${meta.height} came before its record`);
  library.keep(body, meta.hash);
  return { kind: "entry", term: meta.turn, index: meta.height, data: Block.encode(bodyOf(body)).finish() };
}

export type Decoded =
  | { readonly type: "record"; readonly record: RaftRecord; readonly body?: Block }
  | { readonly type: "members"; readonly mark: MembersMark };

/** @throws StorageError `damaged` */
export function decodeRecord(wal: WalRecord, metaOf: (block: Block) => BlockMeta): Decoded {
  try {
    return decode(wal, metaOf);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new StorageError("damaged", `the ${wal.kind} ${wal.index} in the write-ahead log can't be read: ${what}`);
  }
}

function decode({ kind, term, data }: WalRecord, metaOf: (block: Block) => BlockMeta): Decoded {
  switch (kind) {
    case "hardState": {
      const { votedFor } = decodeJson(data) as { votedFor: string | null };
      return { type: "record", record: { type: "hardState", term, votedFor } };
    }
    case "entry": {
      const body = Block.decode(data);
      return { type: "record", record: { type: "blocks", blocks: [metaOf(body)] }, body };
    }
    case "mark": {
      const mark = decodeJson(data) as MembersMark | Snapshot;
      return mark.type === "members" ? { type: "members", mark } : { type: "record", record: mark };
    }
    case "vote":
      throw new Error("a vote of proof of authority");
  }
}
