/** All that a PoA engine knows, in one place, and how it comes back after a restart. The parts hold their own rules. */
import type { BlockHash, BlockMeta, FinalityCertificate, NodeId, Vote } from "../engine";
import { Fetching } from "./fetching";
import type { PoaOptions } from "./options";
import { lastRecord, type PoaRecord } from "./persistence";
import { quorumOf } from "./quorum";
import { BlockTree } from "./tree";
import { VoteBook } from "./votes";

export interface PoaState {
  readonly self: NodeId;
  readonly validators: readonly NodeId[];
  /** Otherwise it only follows. */
  readonly isValidator: boolean;
  readonly quorum: number;
  readonly tree: BlockTree;
  readonly book: VoteBook;
  readonly fetching: Fetching;
  /** Ticks since the engine was built. */
  tick: number;
  turn: number;
  /** Ticks since the turn began here; -1 when it began between two ticks. */
  turnAgeTicks: number;
  turnsWithoutFinal: number;
  /** This turn's block is in the tree, whether or not it became the head: there is nothing more to wait for. */
  turnAnswered: boolean;
  /** Height of the final block when the turn began. */
  finalAtTurnStart: number;
  head: BlockMeta;
  /** Newest vote given, persisted or not. */
  lastVote: PoaRecord | null;
  /** Index of its record; null when it was restored. */
  lastVoteIndex: number | null;
  lastSendTick: number;
  recordIndex: number;
  /** Own votes whose records are not on disk yet. They count for nothing until then. */
  unpersisted: { readonly index: number; readonly vote: Vote }[];
  /** Own newest proposal while it is not final. */
  ownProposal: BlockMeta | null;
  /** What the driver is building. */
  building: { readonly turn: number; readonly parent: BlockHash } | null;
  readonly checking: Map<BlockHash, BlockMeta>;
  /** Until which tick a refused block is not looked at again. */
  readonly refused: Map<BlockHash, number>;
  readonly proposals: Map<number, BlockHash>;
  readonly pendingCertificates: Map<BlockHash, FinalityCertificate>;
}

export function restore(options: PoaOptions): PoaState {
  const { restored, self, validators } = options;
  const lastVote = lastRecord(restored);
  const tree = restoreTree(options, lastVote);
  const book = new VoteBook();
  for (const vote of restored.certificate?.votes ?? []) book.add(vote);
  if (lastVote !== null) book.add(lastVote.vote);
  const proposed = lastVote !== null && lastVote.block.proposer === self && lastVote.block.turn === lastVote.vote.turn;
  return {
    self,
    validators,
    isValidator: validators.includes(self),
    quorum: quorumOf(validators.length),
    tree,
    book,
    fetching: new Fetching(options.pacing.intervalTicks),
    tick: 0,
    // Not below any vote or certificate held (see fork-choice.ts), and a voted turn is never voted in again.
    turn: Math.max(restored.final.turn, restored.certificate?.turn ?? 0, lastVote?.vote.turn ?? 0),
    turnAgeTicks: 0,
    turnsWithoutFinal: 0,
    turnAnswered: true,
    finalAtTurnStart: restored.final.height,
    head: restored.final,
    lastVote,
    lastVoteIndex: null,
    lastSendTick: 0,
    recordIndex: 0,
    unpersisted: [],
    ownProposal: proposed && lastVote.block.height > restored.final.height ? lastVote.block : null,
    building: null,
    checking: new Map(),
    refused: new Map(),
    proposals: new Map(),
    pendingCertificates: new Map(),
  };
}

/**
 * A block that this node built without coming to vote for it was never sent, and another one may have been proposed in its
 * turn: such leaves are left out. What others know of comes back by a fetch.
 */
function restoreTree({ self, restored }: PoaOptions, lastVote: PoaRecord | null): BlockTree {
  const tree = new BlockTree(restored.final);
  for (const block of restored.blocks) if (tree.has(block.parent) && !tree.has(block.hash)) tree.add(block);
  for (const block of restored.blocks) {
    const unsent = block.proposer === self && block.hash !== lastVote?.block.hash;
    if (unsent && tree.children(block.hash).length === 0) tree.dropLeaf(block.hash);
  }
  return tree;
}
