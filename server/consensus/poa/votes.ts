/**
 * The votes that a node holds, by turn and validator, for the newest turns only. One vote a validator and turn: the first
 * one stays, another one is reported. Knows nothing of blocks.
 */
import type { BlockHash, FinalityCertificate, NodeId, Vote } from "../engine";
import { VOTE_TURNS_MAX } from "./limits";

export type VoteVerdict = "new" | "known" | "double" | "old";

export class VoteBook {
  private readonly turns = new Map<number, Map<NodeId, Vote>>();
  private readonly newestVotes = new Map<NodeId, Vote>();
  /** Votes of earlier turns are not kept any more. */
  private floor = 0;

  get turnCount(): number {
    return this.turns.size;
  }

  newest(validator: NodeId): Vote | undefined {
    return this.newestVotes.get(validator);
  }

  add(vote: Vote): VoteVerdict {
    const newest = this.newestVotes.get(vote.validator);
    if (newest === undefined || vote.turn > newest.turn) this.newestVotes.set(vote.validator, vote);
    if (vote.turn < this.floor) return "old";
    let votes = this.turns.get(vote.turn);
    const known = votes?.get(vote.validator);
    if (known !== undefined) return known.hash === vote.hash ? "known" : "double";
    if (votes === undefined) {
      votes = new Map();
      this.turns.set(vote.turn, votes);
    }
    votes.set(vote.validator, vote);
    if (this.turns.size > VOTE_TURNS_MAX) this.forgetBelow(Math.min(...this.turns.keys()) + 1);
    return "new";
  }

  /** Turns with votes, newest first. */
  turnsDescending(): number[] {
    return [...this.turns.keys()].sort((a, b) => b - a);
  }

  of(turn: number): Iterable<Vote> {
    return this.turns.get(turn)?.values() ?? [];
  }

  forgetBelow(turn: number): void {
    this.floor = Math.max(this.floor, turn);
    for (const kept of this.turns.keys()) if (kept < this.floor) this.turns.delete(kept);
  }

  /** Every block that holds a quorum of one turn's votes, newest turn first. Whether it is known here is not asked. */
  *certificates(quorum: number): Generator<FinalityCertificate> {
    for (const turn of this.turnsDescending()) {
      const byHash = new Map<BlockHash, Vote[]>();
      for (const vote of this.of(turn)) {
        const votes = byHash.get(vote.hash);
        if (votes === undefined) byHash.set(vote.hash, [vote]);
        else votes.push(vote);
      }
      for (const [hash, votes] of byHash) if (votes.length >= quorum) yield { turn, hash, votes };
    }
  }
}
