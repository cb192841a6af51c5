/**
 * What follows from what is known, after every event: final block, head, vote, proposal, in this order. Also everything that
 * this node says itself, since each vote must be on disk before it is heard and counts nothing, here either, until then.
 */
import type { BlockHash, BlockMeta, FinalityCertificate, NodeId } from "../engine";
import type { Effects } from "./effects";
import { chooseHead } from "./fork-choice";
import { flawOf } from "./intake";
import { refOf } from "./journal";
import { UNFINAL_BLOCKS_MAX } from "./limits";
import { proposerOf } from "./quorum";
import type { PoaState } from "./state";

export function settle(state: PoaState, out: Effects): void {
  if (out.stale) {
    out.stale = false;
    const commits = finalise(state);
    moveHead(state, out);
    for (const { block, certificate } of commits) out.push({ type: "commit", block, certificate });
    if (commits.length > 0) {
      state.turnsWithoutFinal = 0;
      out.changed = true;
    }
  }
  // For this turn's block or against it, at once: votes of one turn that come together end a fork. Without a block, the
  // time-out votes.
  if (state.turnAnswered) voteForHead(state, out);
  propose(state, out);
}

interface Commit {
  readonly block: BlockMeta;
  readonly certificate: FinalityCertificate;
}

function finalise(state: PoaState): Commit[] {
  const commits: Commit[] = [];
  for (const certificate of [...state.pendingCertificates.values(), ...state.book.certificates(state.quorum)]) {
    const block = state.tree.get(certificate.hash);
    if (block === undefined || block.height <= state.tree.root.height) continue;
    state.tree.prune(block);
    state.book.forgetBelow(certificate.turn);
    state.fetching.forgetUpTo(block.height);
    commits.push({ block, certificate });
  }
  if (commits.length > 0) {
    const { root } = state.tree;
    for (const [hash, { votes }] of state.pendingCertificates) {
      if ((votes[0]?.height ?? 0) <= root.height) state.pendingCertificates.delete(hash);
    }
    if (state.ownProposal !== null && !isAbove(state, state.ownProposal)) state.ownProposal = null;
  }
  return commits;
}

function isAbove(state: PoaState, block: BlockMeta): boolean {
  return block.height > state.tree.root.height && state.tree.has(block.hash);
}

function moveHead(state: PoaState, out: Effects): void {
  const from = state.head;
  const to = chooseHead(state.tree, state.book, lastVoteOf(state), state.quorum);
  if (to.hash === from.hash) return;
  state.head = to;
  out.changed = true;
  out.push({ type: "head", block: to });
  out.journal({ type: "headMoved", from: refOf(from), to: refOf(to) });
}

function lastVoteOf(state: PoaState): { turn: number; hash: BlockHash } | null {
  return state.lastVote === null ? null : { turn: state.lastVote.vote.turn, hash: state.lastVote.vote.hash };
}

function mayVote(state: PoaState): boolean {
  return state.isValidator && state.turn > (state.lastVote?.vote.turn ?? 0);
}

/** Does nothing for an observer or in a turn that has been voted in. */
export function voteForHead(state: PoaState, out: Effects): void {
  if (!mayVote(state)) return;
  const { turn, head: block, self: validator } = state;
  const signature = out.options.sign(turn, block.height, block.hash);
  const vote = { turn, height: block.height, hash: block.hash, validator, signature };
  const record = { type: "vote", vote, block } as const;
  const index = ++state.recordIndex;
  state.lastVote = record;
  state.lastVoteIndex = index;
  state.unpersisted.push({ index, vote });
  state.building = null;
  out.push({ type: "persist", index, record });
  out.journal({ type: "voteGiven", block: refOf(block) });
  if (block.proposer === validator && block.turn === turn) state.ownProposal = block;
  sendOwn(state, "all", out);
}

/** The newest own vote, and the own proposal while it is not final: whoever missed them can't know. */
export function sendOwn(state: PoaState, to: NodeId | "all", out: Effects): void {
  const { lastVote, lastVoteIndex: after, ownProposal: block } = state;
  if (to === "all") state.lastSendTick = state.tick;
  if (block !== null) out.push({ type: "send", to, message: { type: "proposal", turn: block.turn, block }, after });
  if (lastVote !== null) out.push({ type: "send", to, message: { type: "vote", vote: lastVote.vote }, after });
}

export function onPersisted(state: PoaState, index: number, out: Effects): void {
  const counted = state.unpersisted.filter((own) => own.index <= index);
  if (counted.length === 0) return;
  state.unpersisted = state.unpersisted.filter((own) => own.index > index);
  for (const { vote } of counted) state.book.add(vote);
  out.stale = true;
  out.changed = true;
}

function propose(state: PoaState, out: Effects): void {
  const { turn, head, tree, self } = state;
  if (state.building !== null || !mayVote(state) || proposerOf(turn, state.validators) !== self) return;
  if (head.turn >= turn || head.height - tree.root.height >= UNFINAL_BLOCKS_MAX) return;
  if (state.fetching.behind(head.height)) return;
  state.building = { turn, parent: head.hash };
  out.push({ type: "propose", parent: head.hash, height: head.height + 1, turn, change: null });
}

/** The own block is a vote too, so it is given only while it extends the head; otherwise the turn may be tried anew. */
export function onProposed(state: PoaState, block: BlockMeta, out: Effects): void {
  const { building } = state;
  if (building === null || block.turn !== building.turn || block.parent !== building.parent) return;
  state.building = null;
  const usable = block.turn === state.turn && block.parent === state.head.hash && mayVote(state);
  if (!usable || state.tree.has(block.hash) || flawOf(state, block, state.head) !== null) return;
  state.tree.add(block);
  state.turnAnswered = true;
  out.stale = true;
  out.journal({ type: "blockProposed", proposer: state.self, block: refOf(block) });
}

/** The turn is left to its time-out: trying again at once would most likely fail again. */
export function onProposalFailed(state: PoaState, turn: number, reason: string, out: Effects): void {
  if (state.building?.turn !== turn) return;
  const block = { hash: state.head.hash, height: state.head.height };
  out.journal({ type: "blockRefused", from: state.self, block, code: "proposalFailed", reason }, turn);
}
