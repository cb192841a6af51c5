/** What the console shows of a Raft node. Ages are as of the event that brought the status; `RaftEngine.status()` is current. */
import type { NodeId } from "../engine";
import { type BlockRef, type RaftRole, refOf } from "./journal";
import type { Member } from "./membership";
import type { RaftPacing } from "./pacing";
import type { Progress } from "./progress";
import type { RaftState } from "./state";

/** As the leader knows a follower (etcd's words). */
export interface FollowerProgress {
  readonly id: NodeId;
  readonly matchHeight: number;
  readonly nextHeight: number;
  readonly state: "probe" | "replicate" | "snapshot";
  /** Heard of within the longest election time-out. */
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

export function statusOf(state: RaftState, pacing: RaftPacing): RaftStatus {
  const { role, log, memberships, execution, tick, self } = state;
  const { members, quorum } = memberships.current;
  const isLeader = role.role === "leader";
  return {
    role: role.role,
    term: state.term,
    votedFor: state.votedFor,
    leader: isLeader ? self : role.role === "follower" ? role.leader : null,
    members,
    quorum,
    log: { first: refOf(log.first), last: refOf(log.last) },
    head: refOf(log.at(execution.executedHeight) ?? log.first),
    final: refOf(state.final.block),
    silentTicks: tick - (isLeader ? role.quorumTick : role.role === "follower" ? role.heardTick : role.armedTick),
    timeoutTicks: isLeader ? pacing.electionTicksMax : role.timeoutTicks,
    followers: isLeader ? [...role.followers].map(([id, progress]) => followerOf(id, progress, tick, pacing)) : [],
    transferTo: isLeader ? (role.transfer?.to ?? null) : null,
  };
}

function followerOf(id: NodeId, progress: Progress, tick: number, pacing: RaftPacing): FollowerProgress {
  const { matchHeight, nextHeight, state, inFlight, lastHeardTick } = progress;
  return { id, matchHeight, nextHeight, state, active: tick - lastHeardTick < pacing.electionTicksMax, inFlight };
}
