/**
 * A follower's side of replication: it takes what fits its log, drops what conflicts with the leader's, and acknowledges
 * what is durable. It takes no more than its disk and its ledger can follow; the leader's heartbeat finds where to go on.
 */
import type { BlockMeta, NodeId, Vote } from "../engine";
import type { Effects } from "./effects";
import { onCertificate } from "./finality";
import type { Follower } from "./follower";
import { refOf } from "./journal";
import { ACKNOWLEDGEMENTS_RESENT_MAX, UNEXECUTED_BLOCKS_MAX, UNPERSISTED_WRITES_MAX } from "./limits";
import type { Position, RaftMessage } from "./messages";
import type { RaftState } from "./state";
import { appendBlocks, truncate } from "./tail";

type Append = Extract<RaftMessage, { type: "append" }>;

export function onAppend(state: RaftState, follower: Follower, from: NodeId, message: Append, out: Effects): void {
  const { previous, blocks, certificate } = message;
  const floor = state.certified.block;
  if (previous.height < floor.height) {
    // An old message, or a leader that does not know how far this log is: all that is final is the same in both.
    if (certificate !== null) onCertificate(state, certificate, out);
    replyMatched(state, from, floor.height, [], out);
    return;
  }
  if (!state.log.matches(previous)) {
    if (certificate !== null) onCertificate(state, certificate, out);
    replyRefused(state, from, previous, out);
    return;
  }
  const height = takeBlocks(state, from, previous, blocks, out);
  // With the answer to a heartbeat, those of the highest blocks once more: they may have been lost, or never given.
  const first = Math.max(floor.height, height - ACKNOWLEDGEMENTS_RESENT_MAX) + 1;
  const range = { from: blocks.length === 0 ? first : previous.height + 1, to: height };
  const acknowledgements = acknowledge(state, follower, range, out);
  if (certificate !== null) onCertificate(state, certificate, out);
  replyMatched(state, from, height, acknowledgements, out);
}

/** @returns up to which height this log is now the leader's, as far as the message tells */
function takeBlocks(
  state: RaftState,
  from: NodeId,
  previous: Position,
  blocks: readonly BlockMeta[],
  out: Effects,
): number {
  const { log, term } = state;
  let parent = log.at(previous.height);
  let known = 0;
  let sound = 0;
  for (const block of blocks) {
    const flaw = parent === undefined ? null : flawOf(block, parent, term);
    if (flaw !== null) {
      out.journal({ type: "blockRefused", from, block: refOf(block), code: "wrongHeight", reason: flaw });
      break;
    }
    if (sound === known && log.has(block)) known++;
    sound++;
    parent = block;
  }
  const height = previous.height + known;
  return known === sound ? height : height + takeFresh(state, from, blocks.slice(known, sound), out);
}

/** Sound blocks of which the first is not in the log. @returns how many were taken */
function takeFresh(state: RaftState, from: NodeId, blocks: readonly BlockMeta[], out: Effects): number {
  const { log, certified } = state;
  const first = blocks[0];
  if (first !== undefined && first.height <= log.last.height) {
    if (first.height <= certified.block.height) {
      const reason = `height ${first.height} is final`;
      out.journal({ type: "blockRefused", from, block: refOf(first), code: "wrongHeight", reason });
      return 0;
    }
    truncate(state, first.height, out);
  }
  const free = room(state);
  const taken = free < blocks.length ? blocks.slice(0, free) : blocks;
  if (taken.length > 0) appendBlocks(state, taken, out);
  return taken.length;
}

function flawOf(block: BlockMeta, parent: BlockMeta, term: number): string | null {
  if (block.height !== parent.height + 1) return `height ${block.height} upon ${parent.height}`;
  if (block.parent !== parent.hash) return `parent ${block.parent} instead of ${parent.hash}`;
  if (block.turn < parent.turn || block.turn > term) return `term ${block.turn} upon ${parent.turn}, in term ${term}`;
  return null;
}

function room({ log, execution, writes }: RaftState): number {
  if (writes.pendingCount >= UNPERSISTED_WRITES_MAX) return 0;
  return Math.max(0, UNEXECUTED_BLOCKS_MAX - (log.last.height - execution.executedHeight));
}

/** Signed now, heard when the blocks are on disk. Blocks of older terms need none: one of this term covers them. */
function acknowledge(
  state: RaftState,
  follower: Follower,
  range: { from: number; to: number },
  out: Effects,
): readonly Vote[] {
  const { log, memberships, term: turn, self: validator } = state;
  const votes: Vote[] = [];
  for (let height = range.from; height <= range.to; height++) {
    const block = log.at(height);
    if (block?.turn !== turn || !memberships.at(height).voters.includes(validator)) continue;
    let vote = follower.given.get(height);
    if (vote?.hash !== block.hash) {
      const { hash } = block;
      vote = { turn, height, hash, validator, signature: out.options.sign(turn, height, hash) };
      if (height > state.certified.block.height) follower.given.set(height, vote);
    }
    votes.push(vote);
  }
  return votes;
}

export function replyMatched(
  state: RaftState,
  to: NodeId,
  height: number,
  acknowledgements: readonly Vote[],
  out: Effects,
): void {
  const final = state.certified.block.height;
  out.send(to, { type: "appendMatched", term: state.term, height, acknowledgements, final }, state.writes.after);
}

/** Also to a leader of before: the term tells it to step down. */
export function replyRefused(state: RaftState, to: NodeId, previous: Position, out: Effects): void {
  const hint = state.log.lastUpTo(previous);
  out.send(to, { type: "appendRefused", term: state.term, previous: previous.height, hint }, state.writes.after);
}
