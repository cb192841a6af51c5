/**
 * A snapshot here is a certified block whose chain the driver fetches and executes block by block: no state is taken on
 * trust. When a fetched block meets its certificate, the log starts anew at it. Who belongs to no network follows it so, too.
 */
import type { BlockMeta, FinalityCertificate, NodeId } from "../engine";
import { certifies } from "./acknowledgements";
import { replyMatched } from "./appending";
import type { Effects } from "./effects";
import { onCertificate } from "./finality";
import { becomeFollower } from "./follower";
import { refOf } from "./journal";
import { FETCH_ATTEMPTS_MAX, SYNCED_BLOCKS_MAX } from "./limits";
import { votersOf } from "./membership";
import type { RaftMessage } from "./messages";
import { quorumOf } from "./quorum";
import type { RaftState } from "./state";
import type { SyncedBlock } from "./synced";

type Snapshot = Extract<RaftMessage, { type: "snapshot" }>;

export function onSnapshot(state: RaftState, from: NodeId, snapshot: Snapshot, out: Effects): void {
  const { block, certificate, members } = snapshot;
  onCertified(state, certificate, out);
  const { synced, log, certified, tick } = state;
  if (block.height <= certified.block.height || log.has(block)) {
    replyMatched(state, from, Math.min(certified.block.height, block.height), [], out);
    return;
  }
  // One that is being fetched is not given up for a newer one while blocks come.
  if (synced.wanted !== null && synced.wanted.from === from) return;
  synced.wanted = { block, certificate, members, from, dueTick: tick, attempts: 0 };
  wantedTick(state, out);
}

/** Nothing has come for a while. After some attempts the leader's next message is waited for: it may name another block. */
export function wantedTick(state: RaftState, out: Effects): void {
  const { synced, tick } = state;
  const { wanted } = synced;
  if (wanted === null || tick < wanted.dueTick) return;
  if (wanted.attempts >= FETCH_ATTEMPTS_MAX) {
    synced.wanted = null;
    return;
  }
  wanted.attempts++;
  wanted.dueTick = tick + out.options.pacing.electionTicksMax;
  out.push({ type: "fetch", hash: wanted.block.hash, from: wanted.from });
}

/** A block that is not in the log was fetched and executed. */
export function onSynced(state: RaftState, block: BlockMeta, out: Effects): void {
  const { synced, log, memberships, certified, tick } = state;
  if (block.height <= certified.block.height) return;
  synced.add(block, log, memberships);
  const { wanted } = synced;
  const waiting = synced.waitingFor(block.hash);
  if (wanted !== null) {
    wanted.dueTick = tick + out.options.pacing.electionTicksMax;
    wanted.attempts = 0;
  }
  // Both are looked at: heartbeats bring ever newer certificates, and the one that is being fetched must not give way.
  const found = synced.find(block.hash);
  // Stored in an earlier life, it comes alone: its chain was checked then, and its members are as the leader said.
  if (wanted?.block.hash === block.hash) meet(state, found ?? wanted, wanted.certificate, out);
  else if (waiting !== undefined) meet(state, found, waiting, out);
}

/** A certificate that may be of a fetched block. */
export function onCertified(state: RaftState, certificate: FinalityCertificate, out: Effects): void {
  if (!meet(state, state.synced.find(certificate.hash), certificate, out)) onCertificate(state, certificate, out);
}

function meet(
  state: RaftState,
  found: SyncedBlock | undefined,
  certificate: FinalityCertificate,
  out: Effects,
): boolean {
  const { wanted, size } = state.synced;
  if (found === undefined) return false;
  // On the way to the block that is wanted, a start now and then will do: each is a record.
  if (wanted !== null && found.block.height < wanted.block.height && size < SYNCED_BLOCKS_MAX) return true;
  const voters = votersOf(found.members);
  if (certifies(certificate, found.block, { voters, quorum: quorumOf(voters.length) })) {
    install(state, found, certificate, out);
  }
  return true;
}

/**
 * What of the old log is above is in conflict with a final block; what is below is part of its chain. The record keeps what
 * will be acknowledged upon this block, should the store's own mark of finality be lost with a crash.
 */
function install(
  state: RaftState,
  { block, members }: SyncedBlock,
  certificate: FinalityCertificate,
  out: Effects,
): void {
  // A leader has every final block. If this one does not, it was deposed and has not heard of it.
  if (state.role.role === "leader" || block.turn > state.term) {
    const term = Math.max(state.term, block.turn);
    becomeFollower(state, { term, leader: null, reason: "higherTerm" }, out);
  }
  state.log.startAnew(block);
  state.memberships.startAnew(block.height, members);
  state.writes.startAnew(block.height);
  state.execution.startAnew(block.height);
  state.certified = { block, certificate };
  state.final = state.certified;
  state.unexecuted.splice(0);
  state.synced.forgetUpTo(block.height);
  if (state.role.role === "follower") state.role.given.clear();
  out.changed = true;
  out.persist({ type: "snapshot", block, certificate, members });
  out.push({ type: "head", block });
  out.push({ type: "commit", block, certificate });
  out.journal({ type: "snapshotInstalled", block: refOf(block) });
  if (state.role.role === "follower" && state.role.leader !== null) {
    replyMatched(state, state.role.leader, block.height, [], out);
  }
}
