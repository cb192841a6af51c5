/**
 * What a Raft node must not forget: its term and vote, and its log. Records are written in order; blocks at heights that
 * were written before replace those and all above them.
 */
import { unreachable } from "#server/lib/assert";
import type { BlockMeta, FinalityCertificate, NodeId } from "../engine";
import type { Member } from "./membership";

export type RaftRecord =
  | { readonly type: "hardState"; readonly term: number; readonly votedFor: NodeId | null }
  /** Consecutive; the driver writes their bodies along. */
  | { readonly type: "blocks"; readonly blocks: readonly BlockMeta[] }
  /**
   * The log starts anew at this block, which is final, and stored and executed by the time this is written. Blocks written
   * before count no more; those written later stand upon it, wherever the store's own last final block may be.
   */
  | {
      readonly type: "snapshot";
      readonly block: BlockMeta;
      readonly certificate: FinalityCertificate;
      readonly members: readonly Member[];
    };

/** What the driver hands over when an engine is built, at first with genesis alone. */
export interface RaftRestored {
  /** The last one written; null at first. */
  readonly hardState: { readonly term: number; readonly votedFor: NodeId | null } | null;
  /** The last final block that is stored and executed; genesis at first. */
  readonly final: BlockMeta;
  /** Its certificate, or that of a descendant; null for genesis. */
  readonly certificate: FinalityCertificate | null;
  /** As of the final block. */
  readonly members: readonly Member[];
  /** The log above the final block, lowest first, as the records left it. */
  readonly log: readonly BlockMeta[];
}

/** Those of the blocks that follow upon the final one without a gap: a tail of before a snapshot is left out. */
export function linked(final: BlockMeta, blocks: readonly BlockMeta[]): BlockMeta[] {
  const chain: BlockMeta[] = [];
  let parent = final;
  for (const block of blocks) {
    if (block.height <= final.height) continue;
    if (block.height !== parent.height + 1 || block.parent !== parent.hash) break;
    chain.push(block);
    parent = block;
  }
  return chain;
}

/** The log that records leave, read in order from the oldest that is kept. For stores and simulators. */
export function replay(
  stored: Pick<RaftRestored, "final" | "certificate" | "members">,
  records: Iterable<RaftRecord>,
): RaftRestored {
  let base = stored;
  let hardState: RaftRestored["hardState"] = null;
  let log: BlockMeta[] = [];
  for (const record of records) {
    switch (record.type) {
      case "hardState":
        hardState = { term: record.term, votedFor: record.votedFor };
        break;
      case "blocks": {
        const from = record.blocks[0]?.height ?? Number.POSITIVE_INFINITY;
        while ((log.at(-1)?.height ?? -1) >= from) log.pop();
        log.push(...record.blocks);
        break;
      }
      case "snapshot":
        log = [];
        if (record.block.height > base.final.height) {
          base = { final: record.block, certificate: record.certificate, members: record.members };
        }
        break;
      default:
        unreachable(record);
    }
  }
  return { ...base, hardState, log: linked(base.final, log) };
}
