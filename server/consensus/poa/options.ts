/** What a PoA engine is built from. */
import type { BlockHash, NodeId } from "../engine";
import type { PoaPacing } from "./pacing";
import type { PoaRestored } from "./persistence";

export interface PoaOptions {
  /** This node. Not among the validators: it follows and never votes. */
  readonly self: NodeId;
  /** In the order of their turns: the proposer of turn t is `validators[t % n]`. */
  readonly validators: readonly NodeId[];
  readonly pacing: PoaPacing;
  /** Signs the vote digest of (turn, height, hash); 65 bytes. */
  readonly sign: (turn: number, height: number, hash: BlockHash) => Uint8Array;
  readonly restored: PoaRestored;
}
