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
  const tree = new BlockTree(restored.final);
  for (const block of restored.blocks) if (tree.has(block.parent) && !tree.has(block.hash)) tree.add(block);
  const book = new VoteBook();
  for (const vote of restored.certificate?.votes ?? []) book.add(vote);
  const lastVote = lastRecord(restored);
  if (lastVote !== null) book.add(lastVote.vote);
  const own = restored.blocks.filter((block) => block.proposer === self && tree.has(block.hash));
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
    finalAtTurnStart: restored.final.height,
    head: restored.final,
    lastVote,
    lastVoteIndex: null,
    lastSendTick: 0,
    recordIndex: 0,
    unpersisted: [],
    ownProposal: own.reduce<BlockMeta | null>((last, block) => (block.turn > (last?.turn ?? 0) ? block : last), null),
    building: null,
    checking: new Map(),
    refused: new Map(),
    proposals: new Map(),
    pendingCertificates: new Map(),
  };
}
