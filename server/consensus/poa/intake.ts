/** What comes from outside, looked at before it may change anything: proposals, votes, checked blocks, certificates. */
import { unreachable } from "#server/lib/assert";
import type { BlockHash, BlockMeta, FinalityCertificate, NodeId, Vote } from "../engine";
import type { Effects } from "./effects";
import { type RefusalCode, refOf } from "./journal";
import {
  bound,
  CHECKING_MAX,
  PENDING_CERTIFICATES_MAX,
  PROPOSALS_MAX,
  REFUSED_MAX,
  TREE_BLOCKS_MAX,
  TURN_MAX,
} from "./limits";
import type { PoaMessage } from "./messages";
import { proposerOf } from "./quorum";
import type { PoaState } from "./state";
import { jumpTo } from "./turn";

/** In intervals: how long a refused block is left alone. Not for ever: the refusal may have been a passing trouble. */
const REFUSED_INTERVALS = 8;

export function onMessage(state: PoaState, from: NodeId, message: PoaMessage, out: Effects): void {
  switch (message.type) {
    case "proposal":
      onProposal(state, from, message.block, message.turn, out);
      break;
    case "vote":
      onVote(state, from, message.vote, out);
      break;
    default:
      unreachable(message);
      break;
  }
}

/** What is wrong with a block as far as its turn and place go; the parent may be unknown. */
export function flawOf(state: PoaState, block: BlockMeta, parent: BlockMeta | undefined): [RefusalCode, string] | null {
  if (!Number.isSafeInteger(block.turn) || block.turn < 1 || block.turn > TURN_MAX)
    return ["wrongTurn", `no turn ${block.turn}`];
  const proposer = proposerOf(block.turn, state.validators);
  if (block.proposer !== proposer)
    return ["wrongProposer", `turn ${block.turn} is ${proposer}'s, not ${block.proposer}'s`];
  if (parent === undefined) return null;
  if (block.height !== parent.height + 1) return ["wrongHeight", `height ${block.height} upon ${parent.height}`];
  if (block.turn <= parent.turn) return ["wrongTurn", `turn ${block.turn} upon turn ${parent.turn}`];
  return null;
}

function refuse(
  state: PoaState,
  block: BlockMeta,
  from: NodeId,
  code: RefusalCode,
  reason: string,
  out: Effects,
): void {
  state.refused.delete(block.hash);
  state.refused.set(block.hash, state.tick + REFUSED_INTERVALS * out.options.pacing.intervalTicks);
  bound(state.refused, REFUSED_MAX);
  out.journal({ type: "blockRefused", from, block: refOf(block), code, reason }, block.turn);
}

function refusedLately(state: PoaState, hash: BlockHash): boolean {
  const until = state.refused.get(hash);
  if (until === undefined) return false;
  if (state.tick < until) return true;
  state.refused.delete(hash);
  return false;
}

function onProposal(state: PoaState, from: NodeId, block: BlockMeta, turn: number, out: Effects): void {
  if (block.height <= state.tree.root.height || state.tree.has(block.hash) || refusedLately(state, block.hash)) return;
  const parent = state.tree.get(block.parent) ?? state.checking.get(block.parent);
  const flaw =
    turn === block.turn ? flawOf(state, block, parent) : (["wrongTurn", `block of turn ${block.turn}`] as const);
  if (flaw !== null) {
    refuse(state, block, from, flaw[0], flaw[1], out);
    return;
  }
  const first = state.proposals.get(turn);
  if (first !== undefined && first !== block.hash) {
    refuse(state, block, from, "doubleProposal", `turn ${turn} has the proposal ${first}`, out);
    return;
  }
  if (first === undefined) {
    state.proposals.set(turn, block.hash);
    bound(state.proposals, PROPOSALS_MAX);
    if (block.proposer !== null) {
      out.journal({ type: "blockProposed", proposer: block.proposer, block: refOf(block) }, turn);
    }
  }
  jumpTo(state, turn, out);
  if (state.checking.has(block.hash)) return;
  if (parent === undefined) {
    state.fetching.want(block, from, state.tick);
    return;
  }
  if (state.checking.size >= CHECKING_MAX) return;
  state.checking.set(block.hash, block);
  out.push({ type: "check", block, from });
}

function onVote(state: PoaState, from: NodeId, vote: Vote, out: Effects): void {
  if (vote.validator === state.self || !Number.isSafeInteger(vote.turn) || vote.turn < 1 || vote.turn > TURN_MAX)
    return;
  const refused = (code: RefusalCode, reason: string) =>
    out.journal({ type: "blockRefused", from, block: refOf(vote), code, reason }, vote.turn);
  if (!state.validators.includes(vote.validator)) {
    refused("notValidator", `${vote.validator} has no vote`);
    return;
  }
  switch (state.book.add(vote)) {
    case "known":
    case "old":
      break;
    case "double":
      refused("doubleVote", `${vote.validator} has voted for another block in turn ${vote.turn}`);
      return;
    case "new":
      out.stale = true;
      out.changed = true;
      out.journal({ type: "voteSeen", validator: vote.validator, block: refOf(vote) }, vote.turn);
      jumpTo(state, vote.turn, out);
  }
  const unknown = vote.height > state.tree.root.height && !state.tree.has(vote.hash) && !state.checking.has(vote.hash);
  if (unknown && !refusedLately(state, vote.hash)) {
    // The proposal is likely under way; asking at once would double the traffic of every turn.
    state.fetching.want(vote, from, state.tick + Math.max(2, Math.floor(out.options.pacing.intervalTicks / 4)));
  }
}

export function onChecked(state: PoaState, block: BlockMeta, refusal: string | null, out: Effects): void {
  state.checking.delete(block.hash);
  state.fetching.got(block.hash);
  if (state.tree.has(block.hash)) return;
  const from = block.proposer ?? state.self;
  if (refusal !== null) {
    refuse(state, block, from, "invalid", refusal, out);
    return;
  }
  const parent = state.tree.get(block.parent);
  // At or below the final block, or on a fork that finality has ended.
  if (parent === undefined) return;
  const flaw = flawOf(state, block, parent);
  if (flaw !== null) {
    refuse(state, block, from, flaw[0], flaw[1], out);
    return;
  }
  state.tree.add(block);
  out.stale = true;
  if (state.tree.size > TREE_BLOCKS_MAX) {
    const keep = new Set([block.hash, state.head.hash, state.lastVote?.block.hash ?? ""]);
    state.tree.evict(keep);
  }
  jumpTo(state, block.turn, out);
  if (block.turn === state.turn) state.turnAnswered = true;
}

export function onCertified(state: PoaState, certificate: FinalityCertificate, out: Effects): void {
  const { turn, hash, votes } = certificate;
  const voters = new Set(
    votes.filter((vote) => vote.turn === turn && vote.hash === hash).map((vote) => vote.validator),
  );
  const valid = [...voters].filter((voter) => state.validators.includes(voter)).length;
  if (valid < state.quorum || turn > TURN_MAX) return;
  for (const vote of votes) {
    // Our own vote may be one that we have forgotten only if the store broke its promise; it counts all the same.
    if (vote.turn === turn && vote.hash === hash && state.validators.includes(vote.validator)) state.book.add(vote);
  }
  if ((votes[0]?.height ?? 0) > state.tree.root.height) {
    state.pendingCertificates.set(hash, certificate);
    bound(state.pendingCertificates, PENDING_CERTIFICATES_MAX);
  }
  out.stale = true;
  out.changed = true;
  jumpTo(state, turn, out);
}
