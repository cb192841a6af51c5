/** What the flight recorder keeps: one entry for each transition that an operator could ask about. Kinds as in the proto. */
import type { BlockHash, BlockMeta, NodeId, Vote } from "../engine";

export interface BlockRef {
  readonly hash: BlockHash;
  readonly height: number;
}

/** Why a block or a vote was not taken. A driver's refusal has the code `invalid` and its own reason. */
export type RefusalCode =
  | "invalid"
  | "wrongTurn"
  | "wrongProposer"
  | "wrongHeight"
  | "doubleProposal"
  | "doubleVote"
  | "notValidator"
  | "proposalFailed";

type Entry =
  | { readonly type: "turnStarted"; readonly proposer: NodeId; readonly timeoutTicks: number }
  | { readonly type: "turnMissed"; readonly proposer: NodeId }
  | { readonly type: "blockProposed"; readonly proposer: NodeId; readonly block: BlockRef }
  | {
      readonly type: "blockRefused";
      readonly from: NodeId;
      readonly block: BlockRef;
      readonly code: RefusalCode;
      readonly reason: string;
    }
  | { readonly type: "voteGiven"; readonly block: BlockRef }
  | { readonly type: "voteSeen"; readonly validator: NodeId; readonly block: BlockRef }
  | { readonly type: "commandRefused"; readonly command: string; readonly reason: string }
  | { readonly type: "headMoved"; readonly from: BlockRef; readonly to: BlockRef };

/** `turn` is the turn the entry speaks of, `height` the head's at that moment. */
export type PoaEntry = Entry & { readonly turn: number; readonly height: number };

export function refOf(block: BlockMeta | Vote): BlockRef {
  return { hash: block.hash, height: block.height };
}
