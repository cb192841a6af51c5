/** What the flight recorder keeps: one entry for each transition that an operator could ask about. Kinds as in the proto. */
import type { BlockHash, BlockMeta, MembershipChange, NodeId, Vote } from "../engine";

export interface BlockRef {
  readonly hash: BlockHash;
  readonly height: number;
}

/** Why a vote is refused. `leaderAlive`: a leader was heard of within the shortest time-out. */
export type VoteRefusal = "oldTerm" | "alreadyVoted" | "logBehind" | "leaderAlive" | "notVoter";

/** Why someone became a follower. */
export type StepDownReason = "higherTerm" | "leaderFound" | "quorumLost" | "removed" | "electionLost" | "cannotExecute";

export type RaftRole = "follower" | "preCandidate" | "candidate" | "leader";

type Entry =
  | { readonly type: "termStarted"; readonly from: number; readonly reason: "election" | "higherTerm" }
  | { readonly type: "roleChanged"; readonly from: RaftRole; readonly to: RaftRole; readonly reason: string }
  | { readonly type: "voteAsked"; readonly pre: boolean; readonly transfer: boolean }
  | { readonly type: "voteGranted"; readonly pre: boolean; readonly candidate: NodeId }
  | { readonly type: "voteRefused"; readonly pre: boolean; readonly candidate: NodeId; readonly reason: VoteRefusal }
  | {
      readonly type: "voteReceived";
      readonly pre: boolean;
      readonly from: NodeId;
      readonly refusal: VoteRefusal | null;
    }
  | { readonly type: "leaderKnown"; readonly leader: NodeId }
  | { readonly type: "leaderLost"; readonly leader: NodeId; readonly silentTicks: number }
  | { readonly type: "blockProposed"; readonly proposer: NodeId; readonly block: BlockRef }
  | {
      readonly type: "blockRefused";
      readonly from: NodeId;
      readonly block: BlockRef;
      readonly code: "invalid" | "proposalFailed" | "wrongHeight";
      readonly reason: string;
    }
  | {
      readonly type: "appendSent";
      readonly to: NodeId;
      readonly previousHeight: number;
      readonly blocks: number;
    }
  | { readonly type: "appendMatched"; readonly from: NodeId; readonly matchHeight: number }
  | {
      readonly type: "appendRefused";
      readonly from: NodeId;
      readonly previousHeight: number;
      readonly hintHeight: number;
    }
  | { readonly type: "logTruncated"; readonly fromHeight: number; readonly blocks: number }
  | { readonly type: "commitMoved"; readonly from: number; readonly to: number }
  | { readonly type: "timerArmed"; readonly timer: "election" | "transfer"; readonly timeoutTicks: number }
  | { readonly type: "timerFired"; readonly timer: "election" | "heartbeat" | "transfer" | "checkQuorum" }
  | { readonly type: "transferStarted"; readonly to: NodeId }
  | { readonly type: "transferEnded"; readonly to: NodeId; readonly outcome: "done" | "timedOut" | "cancelled" }
  | { readonly type: "snapshotSent"; readonly to: NodeId; readonly block: BlockRef }
  | { readonly type: "snapshotInstalled"; readonly block: BlockRef }
  | { readonly type: "logCompacted"; readonly toHeight: number }
  | { readonly type: "membershipChanged"; readonly change: MembershipChange; readonly voters: readonly NodeId[] }
  | { readonly type: "commandRefused"; readonly command: string; readonly reason: string };

/** `term` is this node's term at that moment, `height` the last block of its log. */
export type RaftEntry = Entry & { readonly term: number; readonly height: number };

export function refOf(block: BlockMeta | Vote): BlockRef {
  return { hash: block.hash, height: block.height };
}
