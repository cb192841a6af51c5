/**
 * What follows from what is known, after every event: what is certified, what is final, what is to be executed, sent,
 * compacted, proposed, in this order. Each part looks at numbers first: most events leave most of it as it is.
 */
import type { BlockMeta } from "../engine";
import type { Effects } from "./effects";
import { requestChecks } from "./execution";
import { certify, commitExecuted, meetWaiting } from "./finality";
import { becomeFollower } from "./follower";
import { refOf } from "./journal";
import { acknowledgeOwn, followMembers, type Leader } from "./leader";
import {
  CHECK_ATTEMPTS_MAX,
  COMPACTION_SLACK,
  FINAL_BLOCKS_KEPT,
  UNFINAL_BLOCKS_MAX,
  UNPERSISTED_WRITES_MAX,
} from "./limits";
import { sendBlocks, sendCertificate } from "./replication";
import type { RaftState } from "./state";
import { appendBlocks } from "./tail";
import { askHeir } from "./transfer";

export function settle(state: RaftState, out: Effects): void {
  if (state.role.role === "leader") certifyAcknowledged(state, state.role, out);
  meetWaiting(state, out);
  if (state.unexecuted.length > 0) commitExecuted(state, out);
  requestChecks(state, out);
  compact(state, out);
  if (state.role.role === "leader") lead(state, state.role, out);
}

function certifyAcknowledged(state: RaftState, leader: Leader, out: Effects): void {
  acknowledgeOwn(state, leader, out);
  const taken = leader.acknowledgements.take();
  if (taken === null) return;
  certify(state, taken.block, taken.certificate, out);
  for (const [id, progress] of leader.followers) sendCertificate(state, id, progress, out);
  followMembers(state, leader, out);
}

function lead(state: RaftState, leader: Leader, out: Effects): void {
  const { memberships, certified, execution, term, self } = state;
  const { voters, height } = memberships.current;
  if (!voters.includes(self) && height <= certified.block.height) {
    becomeFollower(state, { term, leader: null, reason: "removed" }, out);
  } else if ((execution.refusal?.attempts ?? 0) >= CHECK_ATTEMPTS_MAX) {
    // It can propose nothing upon a block that it can't execute; somebody else may.
    becomeFollower(state, { term, leader: null, reason: "cannotExecute" }, out);
  } else propose(state, leader, out);
}

function compact({ log, memberships, final }: RaftState, out: Effects): void {
  const toHeight = final.block.height - FINAL_BLOCKS_KEPT;
  if (toHeight < log.first.height + COMPACTION_SLACK) return;
  log.compactTo(toHeight);
  memberships.compactTo(toHeight);
  out.journal({ type: "logCompacted", toHeight });
}

/** A block of its own term lets a new leader know what of the log is final; so that one is built at once (paper, 8). */
function propose(state: RaftState, leader: Leader, out: Effects): void {
  const { log, execution, certified, writes, term, tick } = state;
  const { last } = log;
  if (leader.building !== null || leader.transfer !== null || tick < leader.proposalTick) return;
  if (execution.executedHeight < last.height || writes.pendingCount >= UNPERSISTED_WRITES_MAX) return;
  if (last.turn === term && last.height - certified.block.height >= UNFINAL_BLOCKS_MAX) return;
  const { change } = leader;
  leader.change = null;
  leader.building = { parent: last.hash, change };
  leader.proposalTick = tick + out.options.pacing.intervalTicks;
  out.push({ type: "propose", parent: last.hash, height: last.height + 1, turn: term, change });
}

/** A block that was asked for in an earlier term, or before a transfer, is dropped: nobody has heard of it. */
export function onProposed(state: RaftState, block: BlockMeta, out: Effects): void {
  const { role: leader, log, term, self, execution } = state;
  if (leader.role !== "leader" || leader.building === null) return;
  if (block.turn !== term || block.parent !== leader.building.parent) return;
  leader.building = null;
  if (block.parent !== log.last.hash || block.height !== log.last.height + 1) return;
  out.journal({ type: "blockProposed", proposer: self, block: refOf(block) });
  appendBlocks(state, [block], out);
  execution.executed(block.height);
  out.push({ type: "head", block });
  if (block.change !== null) followMembers(state, leader, out);
  for (const [id, progress] of leader.followers) sendBlocks(state, id, progress, out);
  askHeir(state, leader, out);
}

/** Tried again after an interval: at once, it would most likely fail again. */
export function onProposalFailed(state: RaftState, turn: number, reason: string, out: Effects): void {
  const { role: leader, log, term, tick } = state;
  if (leader.role !== "leader" || leader.building === null || turn !== term) return;
  leader.change ??= leader.building.change;
  leader.building = null;
  leader.proposalTick = tick + out.options.pacing.intervalTicks;
  out.journal({ type: "blockRefused", from: state.self, block: refOf(log.last), code: "proposalFailed", reason });
}
