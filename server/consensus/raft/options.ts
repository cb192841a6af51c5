/** What a Raft engine is built from. */
import type { Prng } from "#server/lib/prng";
import type { BlockHash, NodeId } from "../engine";
import type { RaftPacing } from "./pacing";
import type { RaftRestored } from "./persistence";

export interface RaftOptions {
  /** This node. Not among the members: it follows, and never stands for election. */
  readonly self: NodeId;
  readonly pacing: RaftPacing;
  /** Signs the acknowledgement digest of (term, height, hash); 65 bytes. */
  readonly sign: (term: number, height: number, hash: BlockHash) => Uint8Array;
  /** Draws election time-outs. */
  readonly prng: Prng;
  readonly restored: RaftRestored;
}
