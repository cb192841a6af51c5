/** What PoA engines must obey: one vote and one proposal a validator and turn, on disk before it is heard of or counted. */
import {
  type BlockHash,
  type BlockMeta,
  type FinalityCertificate,
  type PoaMessage,
  type PoaRecord,
  quorumOf,
  type Vote,
} from "#server/consensus";
import { type Checkers, Violation } from "../checkers";
import type { SimNode } from "../node";
import type { Rules } from "../protocol";
import type { PoaTypes } from "./poa";

export class PoaRules implements Rules<PoaTypes> {
  private readonly sentVotes = new Map<string, BlockHash>();
  private readonly durableVotes = new Map<string, BlockHash>();
  private readonly proposals = new Map<number, BlockHash>();
  private readonly lastDurableTurn = new Map<string, number>();

  constructor(
    private readonly checkers: Checkers,
    private readonly validators: number,
    private readonly outcomesOnly: boolean,
  ) {}

  participants(nodes: readonly SimNode<PoaTypes>[]): readonly SimNode<PoaTypes>[] {
    return nodes;
  }

  onSend(_node: SimNode<PoaTypes>, _to: string, message: PoaMessage): void {
    if (message.type === "vote") this.onVoteSent(message.vote);
    else this.onProposalSent(message.block);
  }

  onDurable(_node: SimNode<PoaTypes>, { vote }: PoaRecord): void {
    const last = this.lastDurableTurn.get(vote.validator) ?? 0;
    if (vote.turn <= last) throw new Violation(`${vote.validator} votes in turn ${vote.turn} after turn ${last}`);
    this.lastDurableTurn.set(vote.validator, vote.turn);
    this.durableVotes.set(`${vote.validator}/${vote.turn}`, vote.hash);
  }

  onCommit(_node: SimNode<PoaTypes>, block: BlockMeta, { turn, hash, votes }: FinalityCertificate): void {
    if (this.outcomesOnly) return;
    const voters = new Set<string>();
    for (const vote of votes) {
      if (vote.turn !== turn || vote.hash !== hash)
        throw new Violation(`a certificate mixes votes: ${vote.turn}/${vote.hash}`);
      if (this.durableVotes.get(`${vote.validator}/${turn}`) !== hash) {
        throw new Violation(`the vote of ${vote.validator} in turn ${turn} counts before it is on disk`);
      }
      voters.add(vote.validator);
    }
    if (hash !== block.hash || voters.size < quorumOf(this.validators)) {
      throw new Violation(`a certificate of ${voters.size} votes for ${block.hash}`);
    }
  }

  private onVoteSent(vote: Vote): void {
    const key = `${vote.validator}/${vote.turn}`;
    const first = this.sentVotes.get(key);
    if (first !== undefined && first !== vote.hash)
      throw new Violation(`${vote.validator} votes twice in turn ${vote.turn}`);
    this.sentVotes.set(key, vote.hash);
    this.checkers.block(vote.hash);
  }

  private onProposalSent(block: BlockMeta): void {
    const first = this.proposals.get(block.turn);
    if (first !== undefined && first !== block.hash)
      throw new Violation(`${block.proposer} proposes twice in turn ${block.turn}`);
    this.proposals.set(block.turn, block.hash);
  }
}
