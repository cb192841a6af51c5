/**
 * What Raft engines must obey, as seen on disks and in messages: one vote a term and on disk before it is heard of, one leader
 * a term whose blocks hold all that was certified in earlier terms, acknowledgements of durable blocks of their own term,
 * certificates of a majority of the voters as of the block, and no final block ever dropped from a log.
 */
import type { BlockHash, BlockMeta, FinalityCertificate, NodeId, RaftMessage, RaftRecord } from "#server/consensus";
import { type Checkers, Violation } from "../checkers";
import type { SimNode } from "../node";
import type { Rules } from "../protocol";
import type { RaftTypes } from "./raft";
import { MembersByBlock } from "./raft-members";
import { durableTop, isDurable } from "./raft-records";

type Message<Type extends RaftMessage["type"]> = Extract<RaftMessage, { readonly type: Type }>;

export class RaftRules implements Rules<RaftTypes> {
  readonly members: MembersByBlock;
  private readonly votes = new Map<string, NodeId>();
  private readonly leaders = new Map<number, NodeId>();
  private readonly blockAt = new Map<string, BlockHash>();
  private readonly firstOf = new Map<number, BlockMeta>();
  /** By term: the highest block that was certified in it. */
  private readonly certified = new Map<number, BlockMeta>();
  private readonly everDurable = new Map<NodeId, Set<BlockHash>>();
  private readonly seen = new WeakSet<FinalityCertificate>();

  constructor(
    private readonly checkers: Checkers,
    voters: readonly NodeId[],
    private readonly outcomesOnly: boolean,
  ) {
    this.members = new MembersByBlock(checkers, { voters, learners: [] });
  }

  participants(nodes: readonly SimNode<RaftTypes>[]): readonly SimNode<RaftTypes>[] {
    const { voters, learners } = this.members.at(this.checkers.highestFinal);
    return nodes.filter(({ id }) => voters.includes(id) || learners.includes(id));
  }

  onDurable(node: SimNode<RaftTypes>, record: RaftRecord): void {
    switch (record.type) {
      case "hardState":
        if (!this.outcomesOnly) this.onHardState(node, record.term, record.votedFor);
        break;
      case "snapshot":
        if (this.checkers.finalHash(record.block.height) !== record.block.hash)
          throw new Violation(`${node.id} starts its log at ${record.block.hash}, which is not final`);
        this.checkDropped(node, record.block.height + 1, []);
        break;
      case "blocks":
        this.onBlocks(node, record.blocks);
        break;
      default:
        record satisfies never;
    }
  }

  onSend(node: SimNode<RaftTypes>, to: string, message: RaftMessage): void {
    switch (message.type) {
      case "voteReply":
        if (message.refusal === null) this.onVote(node, to, message.term);
        break;
      case "append":
        this.onLeader(node, message.term);
        for (const block of message.blocks) this.onReplicated(block);
        if (message.certificate !== null) this.onCertificate(message.certificate);
        break;
      case "snapshot":
        this.onLeader(node, message.term);
        this.onCertificate(message.certificate);
        break;
      case "timeoutNow":
        this.onLeader(node, message.term);
        break;
      case "appendMatched":
        this.onMatched(node, message);
        break;
      case "preVoteRequest":
      case "preVoteReply":
      case "voteRequest":
      case "appendRefused":
        break;
      default:
        message satisfies never;
    }
  }

  onCommit({ id }: SimNode<RaftTypes>, block: BlockMeta, certificate: FinalityCertificate): void {
    this.onCertificate(certificate);
    const certified = this.checkers.block(certificate.hash);
    if (!this.checkers.descends(certified, block))
      throw new Violation(`${id} commits ${block.hash} by a certificate of ${certificate.hash}, which is not above it`);
  }

  private onHardState({ id, disk }: SimNode<RaftTypes>, term: number, votedFor: NodeId | null): void {
    const { hardState } = disk.records;
    if (hardState === null) return;
    if (term < hardState.term) throw new Violation(`${id} goes back to term ${term}`);
    const voted = term === hardState.term && hardState.votedFor !== null;
    if (voted && votedFor !== hardState.votedFor) throw new Violation(`${id} votes twice in ${term}`);
  }

  private onBlocks(node: SimNode<RaftTypes>, blocks: readonly BlockMeta[]): void {
    const { id, disk } = node;
    const [first] = blocks;
    if (first === undefined) throw new Violation(`${id} writes a record of no blocks`);
    const below = disk.records.blocks.get(first.height - 1);
    if (
      !this.outcomesOnly &&
      below?.hash !== first.parent &&
      this.checkers.finalHash(first.height - 1) !== first.parent
    )
      throw new Violation(`${id} writes ${first.hash} at ${first.height}, which does not stand on its log`);
    this.checkDropped(node, first.height, blocks);
    const durable = this.everDurable.get(id) ?? new Set();
    this.everDurable.set(id, durable);
    for (const { hash } of blocks) durable.add(hash);
  }

  /** What is replaced, and not by itself, is not final. */
  private checkDropped({ id, disk }: SimNode<RaftTypes>, from: number, by: readonly BlockMeta[]): void {
    const { blocks, top } = disk.records;
    for (let height = from; height <= top; height++) {
      const dropped = blocks.get(height)?.hash;
      if (dropped === undefined || dropped === by[height - from]?.hash) continue;
      if (dropped === this.checkers.finalHash(height))
        throw new Violation(`${id} drops the final block ${dropped} at ${height} from its log`);
    }
  }

  private onVote({ id, disk }: SimNode<RaftTypes>, candidate: string, term: number): void {
    if (this.outcomesOnly) return;
    const key = `${id}/${term}`;
    const first = this.votes.get(key);
    if (first !== undefined && first !== candidate) throw new Violation(`${id} votes twice in ${term}`);
    this.votes.set(key, candidate);
    const { hardState } = disk.records;
    // A later vote may be on disk by now: then this one was, before.
    if (hardState === null || hardState.term < term || (hardState.term === term && hardState.votedFor !== candidate))
      throw new Violation(`the vote of ${id} for ${candidate} in ${term} is sent before it is on disk`);
  }

  private onLeader({ id, disk }: SimNode<RaftTypes>, term: number): void {
    const first = this.leaders.get(term);
    if (first === id) return;
    if (first !== undefined) throw new Violation(`term ${term} has two leaders, ${first} and ${id}`);
    this.leaders.set(term, id);
    if (this.outcomesOnly) return;
    const { hardState } = disk.records;
    const voted = hardState?.term === term && hardState.votedFor === id;
    if (!voted && (hardState?.term ?? 0) <= term)
      throw new Violation(`${id} leads in ${term} before its vote is on disk`);
  }

  private onReplicated(block: BlockMeta): void {
    const key = `${block.turn}/${block.height}`;
    const first = this.blockAt.get(key);
    if (first === block.hash) return;
    if (first !== undefined) throw new Violation(`two blocks of term ${block.turn} at height ${block.height}`);
    this.blockAt.set(key, block.hash);
    const lowest = this.firstOf.get(block.turn);
    if (lowest !== undefined && lowest.height <= block.height) return;
    this.firstOf.set(block.turn, block);
    for (const [term, certified] of this.certified) this.checkComplete(block, certified, term);
  }

  /** Whatever was certified in an earlier term is in the log of each later leader (Raft paper, 5.4.3). */
  private checkComplete(first: BlockMeta, certified: BlockMeta, term: number): void {
    if (first.turn <= term || this.checkers.descends(first, certified)) return;
    throw new Violation(`the leader of ${first.turn} lacks ${certified.hash}, certified in ${term}`);
  }

  private onMatched({ id, disk }: SimNode<RaftTypes>, message: Message<"appendMatched">): void {
    if (this.outcomesOnly) return;
    const { records, final } = disk;
    const top = durableTop(records, final);
    if (message.term > Math.max(records.hardState?.term ?? 0, top.turn))
      throw new Violation(`${id} acknowledges in ${message.term} before that term is on disk`);
    if (message.height > top.height)
      throw new Violation(`${id} acknowledges height ${message.height} before it is on disk`);
    for (const { turn, height, hash, validator } of message.acknowledgements) {
      const block = this.checkers.block(hash);
      if (validator !== id || block.height !== height || block.turn !== turn || turn !== message.term)
        throw new Violation(`${id} acknowledges ${hash} of term ${block.turn} in ${message.term}`);
      if (!isDurable(records, final, block)) throw new Violation(`${id} acknowledges ${hash} before it is on disk`);
    }
  }

  private onCertificate(certificate: FinalityCertificate): void {
    if (this.seen.has(certificate)) return;
    this.seen.add(certificate);
    const { turn, hash } = certificate;
    const block = this.checkers.block(hash);
    if (!this.outcomesOnly) this.checkVotes(certificate, block);
    this.checkers.onFinal(block);
    const highest = this.certified.get(turn);
    if (highest !== undefined && highest.height >= block.height) return;
    this.certified.set(turn, block);
    for (const first of this.firstOf.values()) this.checkComplete(first, block, turn);
  }

  private checkVotes({ turn, hash, votes }: FinalityCertificate, block: BlockMeta): void {
    const { voters } = this.members.at(block);
    const counted = new Set<NodeId>();
    for (const vote of votes) {
      if (vote.turn !== turn || vote.hash !== hash || block.turn !== turn)
        throw new Violation(`a certificate of term ${turn} for ${hash} has a vote ${vote.turn}/${vote.hash}`);
      if (!voters.includes(vote.validator)) throw new Violation(`${vote.validator} has no vote for ${hash}`);
      if (this.everDurable.get(vote.validator)?.has(hash) !== true)
        throw new Violation(`the acknowledgement of ${vote.validator} for ${hash} counts before it is on disk`);
      counted.add(vote.validator);
    }
    if (counted.size * 2 <= voters.length)
      throw new Violation(`a certificate of ${counted.size} of ${voters.length} voters for ${hash}`);
  }
}
