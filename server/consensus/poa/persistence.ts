/**
 * What a PoA node must not forget. Each record is a vote, written before it is sent; a proposal is the proposer's vote for
 * its own block, so one record covers both. A record supersedes all before it: a store may keep the last one alone.
 */
import type { BlockMeta, FinalityCertificate, Vote } from "../engine";

export interface PoaRecord {
  readonly type: "vote";
  readonly vote: Vote;
  /** The block voted for. Proposed by the voter in the vote's turn: the record of a proposal too. */
  readonly block: BlockMeta;
}

/** What the driver hands over when an engine is built, at first with genesis alone. */
export interface PoaRestored {
  /** Persisted records in order; empty at first. Only the last one matters. */
  readonly records: readonly PoaRecord[];
  /** The last final block; genesis at first. */
  readonly final: BlockMeta;
  /** Its certificate; null for genesis. */
  readonly certificate: FinalityCertificate | null;
  /** Checked blocks above the final one, parents before children. Must hold whatever was checked before the last record. */
  readonly blocks: readonly BlockMeta[];
}

export function lastRecord(restored: PoaRestored): PoaRecord | null {
  return restored.records.reduce<PoaRecord | null>(
    (last, record) => (last === null || record.vote.turn > last.vote.turn ? record : last),
    null,
  );
}
