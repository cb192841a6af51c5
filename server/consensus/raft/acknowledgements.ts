/**
 * The acknowledgements that a leader holds for blocks of its own term: what certificates are made of. A majority for exactly
 * one block of the current term makes it and its ancestors final; no number of them for an older one does (paper, figure 8).
 */
import type { BlockMeta, FinalityCertificate, NodeId, Vote } from "../engine";
import type { Memberships } from "./memberships";

export class Acknowledgements {
  private readonly byHeight = new Map<number, Vote[]>();
  private highest: BlockMeta | null = null;
  private floor: number;

  /** @param floor below the first block of the term */
  constructor(
    private readonly term: number,
    floor: number,
  ) {
    this.floor = floor;
  }

  get size(): number {
    return this.byHeight.size;
  }

  /** `block`: the leader's own at that height. What does not speak of it, or comes from no voter, is left out. */
  add(vote: Vote, block: BlockMeta | undefined, memberships: Memberships): void {
    if (vote.height <= this.floor || block === undefined || vote.hash !== block.hash) return;
    if (vote.turn !== this.term || block.turn !== this.term) return;
    const { voters, quorum } = memberships.at(vote.height);
    if (!voters.includes(vote.validator)) return;
    let votes = this.byHeight.get(vote.height);
    if (votes === undefined) {
      votes = [];
      this.byHeight.set(vote.height, votes);
    }
    for (const { validator } of votes) if (validator === vote.validator) return;
    votes.push(vote);
    if (votes.length >= quorum && vote.height > (this.highest?.height ?? 0)) this.highest = block;
  }

  /** The highest block that a majority has acknowledged, once. */
  take(): { readonly block: BlockMeta; readonly certificate: FinalityCertificate } | null {
    const block = this.highest;
    this.highest = null;
    if (block === null || block.height <= this.floor) return null;
    const certificate = { turn: this.term, hash: block.hash, votes: this.byHeight.get(block.height) ?? [] };
    for (let height = this.floor + 1; height <= block.height; height++) this.byHeight.delete(height);
    this.floor = block.height;
    return { block, certificate };
  }
}

/** Whether a majority of these voters has acknowledged this block in the block's own term. Signatures are the driver's. */
export function certifies(
  { turn, hash, votes }: FinalityCertificate,
  block: BlockMeta,
  { voters, quorum }: { readonly voters: readonly NodeId[]; readonly quorum: number },
): boolean {
  if (turn !== block.turn || hash !== block.hash) return false;
  const valid = new Set<NodeId>();
  for (const vote of votes) {
    if (vote.turn === turn && vote.hash === hash && voters.includes(vote.validator)) valid.add(vote.validator);
  }
  return valid.size >= quorum;
}
