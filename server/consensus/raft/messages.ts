/**
 * What Raft engines say to each other. The driver checks signatures (of acknowledgements and certificates) before an engine
 * hears of a message; who sent it is known from the link. A message of an older term is answered where the answer helps.
 */
import type { BlockMeta, FinalityCertificate, Vote } from "../engine";
import type { VoteRefusal } from "./journal";
import type { Member } from "./membership";

/** Where a log stands: the term and height of its last block (Raft paper, 5.4.1). */
export interface Position {
  readonly term: number;
  readonly height: number;
}

export type RaftMessage =
  /** "Would you vote for me in this term?" Changes nothing at either end (Raft thesis, 9.6). */
  | { readonly type: "preVoteRequest"; readonly term: number; readonly last: Position }
  | { readonly type: "preVoteReply"; readonly term: number; readonly refusal: VoteRefusal | null }
  /** `transfer`: the leader itself asked for this election, so that nobody has to wait for its lease to end. */
  | { readonly type: "voteRequest"; readonly term: number; readonly last: Position; readonly transfer: boolean }
  | { readonly type: "voteReply"; readonly term: number; readonly refusal: VoteRefusal | null }
  /**
   * Blocks that follow upon `previous`; none: a heartbeat. The driver attaches their bodies on the wire. `certificate` is of
   * the highest block that the leader knows as final and this follower, as far as the leader knows, does not.
   */
  | {
      readonly type: "append";
      readonly term: number;
      readonly previous: Position;
      readonly blocks: readonly BlockMeta[];
      readonly certificate: FinalityCertificate | null;
    }
  /**
   * The log is the leader's up to this height, durably. One acknowledgement for each block of this message's term that is
   * newly so: they are what certificates are made of.
   */
  | {
      readonly type: "appendMatched";
      readonly term: number;
      readonly height: number;
      readonly acknowledgements: readonly Vote[];
      /** Height of the last final block here. */
      readonly final: number;
    }
  /** `previous` is not in this log; `hint` is the last place where the logs may agree (fast back-off). */
  | {
      readonly type: "appendRefused";
      readonly term: number;
      readonly previous: number;
      readonly hint: Position;
    }
  /** The log begins above what the follower has: it has to fetch the chain up to this block. */
  | {
      readonly type: "snapshot";
      readonly term: number;
      readonly block: BlockMeta;
      readonly certificate: FinalityCertificate;
      readonly members: readonly Member[];
    }
  /** The leader hands over: stand for election now. */
  | { readonly type: "timeoutNow"; readonly term: number };
