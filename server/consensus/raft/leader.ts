/**
 * The leader: it has the only say about what follows, for as long as a quorum answers. What it keeps of its followers, of
 * acknowledgements, of a transfer and of a block being built lives and dies with its term.
 */
import type { BlockHash, MembershipChange, NodeId } from "../engine";
import { Acknowledgements } from "./acknowledgements";
import type { Effects } from "./effects";
import { becomeFollower } from "./follower";
import type { RaftMessage } from "./messages";
import { Progress } from "./progress";
import { committedOf } from "./quorum";
import { sendBlocks, sendCertificate, sendHeartbeat } from "./replication";
import type { RaftState } from "./state";
import { timeoutTick } from "./transfer";

export interface Leader {
  readonly role: "leader";
  /** All members but this node; one that is being removed stays until that is final. */
  readonly followers: Map<NodeId, Progress>;
  readonly acknowledgements: Acknowledgements;
  /** Up to here this node has acknowledged its own blocks. */
  acknowledgedHeight: number;
  heartbeatTick: number;
  /** When a quorum was last heard of, this node included; found anew with each heartbeat. */
  quorumTick: number;
  /** No block is asked for before. */
  proposalTick: number;
  building: { readonly parent: BlockHash; readonly change: MembershipChange | null } | null;
  /** Waits for the next block. */
  change: MembershipChange | null;
  transfer: { readonly to: NodeId; readonly sinceTick: number; asked: boolean } | null;
}

export function becomeLeader(state: RaftState, out: Effects): void {
  const { self, tick, term, log } = state;
  const from = state.role.role;
  const leader: Leader = {
    role: "leader",
    followers: new Map(),
    acknowledgements: new Acknowledgements(term, log.last.height),
    acknowledgedHeight: log.last.height,
    heartbeatTick: tick,
    quorumTick: tick,
    proposalTick: tick,
    building: null,
    change: null,
    transfer: null,
  };
  state.role = leader;
  out.changed = true;
  out.journal({ type: "roleChanged", from, to: "leader", reason: "election won" });
  out.journal({ type: "leaderKnown", leader: self });
  followMembers(state, leader, out);
}

/** Starts to replicate to new members, at once, and stops with those whose removal is final. */
export function followMembers(state: RaftState, leader: Leader, out: Effects): void {
  const { memberships, certified, log, tick, self } = state;
  const members = new Set(memberships.current.members.map(({ id }) => id));
  for (const id of members) {
    if (id === self || leader.followers.has(id)) continue;
    const progress = new Progress(log.last.height + 1, tick);
    leader.followers.set(id, progress);
    sendHeartbeat(state, id, progress, out);
  }
  for (const { id } of memberships.at(certified.block.height).members) members.add(id);
  for (const id of leader.followers.keys()) if (!members.has(id)) leader.followers.delete(id);
}

export function leaderTick(state: RaftState, leader: Leader, out: Effects): void {
  const { tick, self } = state;
  const { heartbeatTicks, electionTicksMax } = out.options.pacing;
  if (leader.transfer !== null) timeoutTick(state, leader, out);
  if (tick - leader.heartbeatTick < heartbeatTicks) return;
  leader.heartbeatTick = tick;
  const { voters } = state.memberships.current;
  leader.quorumTick = committedOf(voters, (id) =>
    id === self ? tick : (leader.followers.get(id)?.lastHeardTick ?? 0),
  );
  if (tick - leader.quorumTick >= electionTicksMax) {
    out.journal({ type: "timerFired", timer: "checkQuorum" });
    becomeFollower(state, { term: state.term, leader: null, reason: "quorumLost" }, out);
    return;
  }
  for (const [id, progress] of leader.followers) sendHeartbeat(state, id, progress, out);
}

/** Acknowledges what of its own term is on disk here. */
export function acknowledgeOwn(state: RaftState, leader: Leader, out: Effects): void {
  const { log, writes, memberships, self: validator, term: turn } = state;
  while (leader.acknowledgedHeight < writes.stableHeight) {
    const height = ++leader.acknowledgedHeight;
    const block = log.at(height);
    if (block === undefined || !memberships.at(height).voters.includes(validator)) continue;
    const { hash } = block;
    const signature = out.options.sign(turn, height, hash);
    leader.acknowledgements.add({ turn, height, hash, validator, signature }, block, memberships);
  }
}

export function onMatched(
  state: RaftState,
  leader: Leader,
  from: NodeId,
  message: Extract<RaftMessage, { type: "appendMatched" }>,
  out: Effects,
): void {
  const { log, memberships, tick } = state;
  const progress = leader.followers.get(from);
  if (progress === undefined || message.height > log.last.height) return;
  progress.lastHeardTick = tick;
  progress.finalHeight = message.final;
  for (const vote of message.acknowledgements) {
    if (vote.validator === from) leader.acknowledgements.add(vote, log.at(vote.height), memberships);
  }
  if (progress.matched(message.height, log.at(message.height) !== undefined)) {
    out.moved = true;
    out.journal({ type: "appendMatched", from, matchHeight: message.height });
  }
  sendBlocks(state, from, progress, out);
  // Slower than the majority: it has not heard that the block is final.
  sendCertificate(state, from, progress, out);
}

export function onRefused(
  state: RaftState,
  leader: Leader,
  from: NodeId,
  { previous, hint }: Extract<RaftMessage, { type: "appendRefused" }>,
  out: Effects,
): void {
  const progress = leader.followers.get(from);
  if (progress === undefined) return;
  progress.lastHeardTick = state.tick;
  // Below the log here there is nothing to look for: what it lacks has to be fetched.
  const height = hint.height < state.log.first.height ? hint.height : state.log.lastUpTo(hint).height;
  if (!progress.refused(previous, height)) return;
  out.moved = true;
  out.journal({ type: "appendRefused", from, previousHeight: previous, hintHeight: hint.height });
  sendBlocks(state, from, progress, out);
}
