/**
 * Execution beside consensus: which blocks of the log the driver has executed, has in work, or has refused. It is asked in
 * order; a refused block is asked for again after a while, since the refusal may have been a passing trouble.
 */
import type { BlockMeta, NodeId } from "../engine";
import type { Effects } from "./effects";
import { refOf } from "./journal";
import { CHECK_BACKOFF_DOUBLINGS_MAX, CHECKING_MAX } from "./limits";
import type { RaftState } from "./state";

export class Execution {
  /** The head: up to here the log is executed. */
  executedHeight: number;
  /** Up to here the driver was asked. */
  requestedHeight: number;
  /** The block above the head was refused. */
  refusal: { attempts: number; dueTick: number } | null = null;

  constructor(height: number) {
    this.executedHeight = height;
    this.requestedHeight = height;
  }

  get checking(): number {
    return this.requestedHeight - this.executedHeight;
  }

  executed(height: number): void {
    this.executedHeight = height;
    this.requestedHeight = Math.max(this.requestedHeight, height);
    this.refusal = null;
  }

  /** Says whether the head has to move back. */
  truncated(fromHeight: number): boolean {
    const head = this.executedHeight;
    if (this.requestedHeight >= fromHeight) this.refusal = null;
    else if (this.refusal !== null && head + 1 >= fromHeight) this.refusal = null;
    this.executedHeight = Math.min(head, fromHeight - 1);
    this.requestedHeight = Math.min(this.requestedHeight, fromHeight - 1);
    return this.executedHeight < head;
  }

  startAnew(height: number): void {
    this.executedHeight = height;
    this.requestedHeight = height;
    this.refusal = null;
  }
}

export function leaderOf({ role, self }: RaftState): NodeId | null {
  if (role.role === "leader") return self;
  return role.role === "follower" ? role.leader : null;
}

/** A block of the log was checked. Those above a refused one come back refused for want of a parent: they say nothing. */
export function onLogChecked(state: RaftState, block: BlockMeta, refusal: string | null, out: Effects): void {
  const { execution, tick } = state;
  if (block.height !== execution.executedHeight + 1) return;
  if (refusal === null) {
    execution.executed(block.height);
    out.moved = true;
    out.push({ type: "head", block });
    return;
  }
  const attempts = (execution.refusal?.attempts ?? 0) + 1;
  const backoff = 2 ** Math.min(attempts - 1, CHECK_BACKOFF_DOUBLINGS_MAX);
  execution.refusal = { attempts, dueTick: tick + out.options.pacing.heartbeatTicks * backoff };
  execution.requestedHeight = execution.executedHeight;
  const from = leaderOf(state) ?? block.proposer ?? state.self;
  out.journal({ type: "blockRefused", from, block: refOf(block), code: "invalid", reason: refusal });
}

/** Asks for what the driver does not have in work yet. A block refused again may lack its body: that is fetched. */
export function requestChecks(state: RaftState, out: Effects): void {
  const { execution, log, self } = state;
  const { refusal, executedHeight } = execution;
  if (execution.requestedHeight >= log.last.height) return;
  if (refusal !== null && state.tick < refusal.dueTick) return;
  const leader = leaderOf(state);
  const next = log.at(executedHeight + 1);
  if (refusal !== null && refusal.attempts % 2 === 0 && leader !== null && leader !== self && next !== undefined) {
    if (execution.requestedHeight === executedHeight) out.push({ type: "fetch", hash: next.hash, from: leader });
  }
  while (execution.requestedHeight < log.last.height && execution.checking < CHECKING_MAX) {
    const block = log.at(execution.requestedHeight + 1);
    if (block === undefined) return;
    execution.requestedHeight++;
    out.push({ type: "check", block, from: leader ?? block.proposer ?? self });
  }
}
