/** What the console shows of a Raft node. Ages are as of the event that brought the status; `RaftEngine.status()` is current. */
import type { NodeId } from "../engine";
import type { BlockRef, RaftRole } from "./journal";
import type { Member } from "./membership";

/** As the leader knows a follower (etcd's words). */
export interface FollowerProgress {
  readonly id: NodeId;
  readonly matchHeight: number;
  readonly nextHeight: number;
  readonly state: "probe" | "replicate" | "snapshot";
  /** Heard of since the last check of the quorum. */
  readonly active: boolean;
  readonly inFlight: number;
}

export interface RaftStatus {
  readonly role: RaftRole;
  readonly term: number;
  readonly votedFor: NodeId | null;
  readonly leader: NodeId | null;
  readonly members: readonly Member[];
  readonly quorum: number;
  /** First and last block of the log in memory; the first one is final. */
  readonly log: { readonly first: BlockRef; readonly last: BlockRef };
  /** The last block of the log that is executed here. */
  readonly head: BlockRef;
  readonly final: BlockRef;
  /** Ticks since the leader was heard of, or, for a leader, since a quorum was. */
  readonly silentTicks: number;
  /** The election time-out drawn; a leader's: when it steps down without a quorum. */
  readonly timeoutTicks: number;
  /** Empty but for a leader. */
  readonly followers: readonly FollowerProgress[];
  /** To whom leadership is being handed. */
  readonly transferTo: NodeId | null;
}
