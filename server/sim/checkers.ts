/**
 * Watches a run from outside the nodes and fails it when a promise is broken: no two final blocks at one height, commits
 * only extend, one vote and one proposal a validator and turn, certificates of durable votes, heads above the final block.
 */
import { type BlockHash, type BlockMeta, type FinalityCertificate, quorumOf, type Vote } from "#server/consensus";

export class Violation extends Error {
  override readonly name = "Violation";
}

export interface CheckerOptions {
  /** Off only where a test wants a deeper check to catch a broken engine. */
  readonly certificates: boolean;
}

export class Checkers {
  private readonly finalAt = new Map<number, BlockHash>();
  private readonly sentVotes = new Map<string, BlockHash>();
  private readonly durableVotes = new Map<string, BlockHash>();
  private readonly proposals = new Map<number, BlockHash>();
  private readonly finals = new Map<number, BlockMeta>();
  private readonly lastDurableTurn = new Map<string, number>();
  /** Every block that was ever built. */
  readonly blocks = new Map<BlockHash, BlockMeta>();
  finalHeightMax = 0;

  constructor(
    private readonly validators: number,
    genesis: BlockMeta,
    private readonly options: CheckerOptions = { certificates: true },
  ) {
    this.blocks.set(genesis.hash, genesis);
    this.finalAt.set(0, genesis.hash);
  }

  onVoteSent(vote: Vote): void {
    const key = `${vote.validator}/${vote.turn}`;
    const first = this.sentVotes.get(key);
    if (first !== undefined && first !== vote.hash)
      throw new Violation(`${vote.validator} votes twice in turn ${vote.turn}`);
    this.sentVotes.set(key, vote.hash);
  }

  onVoteDurable(vote: Vote): void {
    const last = this.lastDurableTurn.get(vote.validator) ?? 0;
    if (vote.turn <= last) throw new Violation(`${vote.validator} votes in turn ${vote.turn} after turn ${last}`);
    this.lastDurableTurn.set(vote.validator, vote.turn);
    this.durableVotes.set(`${vote.validator}/${vote.turn}`, vote.hash);
  }

  onProposalSent(block: BlockMeta): void {
    const first = this.proposals.get(block.turn);
    if (first !== undefined && first !== block.hash)
      throw new Violation(`${block.proposer} proposes twice in turn ${block.turn}`);
    this.proposals.set(block.turn, block.hash);
  }

  onHead(node: number, head: BlockMeta): void {
    const final = this.finals.get(node);
    if (final !== undefined && !this.descends(head, final))
      throw new Violation(`the head of v${node} leaves its final block`);
  }

  onCommit(node: number, block: BlockMeta, certificate: FinalityCertificate): void {
    const final = this.finals.get(node);
    if (final !== undefined && (block.height <= final.height || !this.descends(block, final))) {
      throw new Violation(`v${node} commits ${block.hash} at ${block.height}, which does not extend its final block`);
    }
    if (this.options.certificates) this.checkCertificate(block, certificate);
    this.finals.set(node, block);
    this.finalHeightMax = Math.max(this.finalHeightMax, block.height);
    // Where an ancestor has been seen final, those below it have been, too.
    for (let at: BlockMeta | undefined = block; at !== undefined; at = this.blocks.get(at.parent)) {
      const other = this.finalAt.get(at.height);
      if (other === at.hash) return;
      if (other !== undefined) throw new Violation(`two final blocks at height ${at.height}: ${other} and ${at.hash}`);
      this.finalAt.set(at.height, at.hash);
    }
  }

  /** A restarted node may have lost the knowledge, not the fact. */
  onRestart(node: number, final: BlockMeta): void {
    this.finals.set(node, final);
  }

  private checkCertificate(block: BlockMeta, { turn, hash, votes }: FinalityCertificate): void {
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

  private descends(block: BlockMeta, ancestor: BlockMeta): boolean {
    let at: BlockMeta | undefined = block;
    while (at !== undefined && at.height > ancestor.height) at = this.blocks.get(at.parent);
    return at?.hash === ancestor.hash;
  }
}
