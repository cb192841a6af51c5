/**
 * The log in memory: consecutive blocks from a final one up. Height is index, `turn` is the term. Knows nothing of disks,
 * votes or finality; whoever truncates has made sure that nothing final goes.
 */
import { assert } from "#server/lib/assert";
import type { BlockMeta } from "../engine";
import type { Position } from "./messages";

export class Log {
  private blocks: BlockMeta[];
  private lastBlock: BlockMeta;
  private firstBlock: BlockMeta;

  constructor(first: BlockMeta) {
    this.blocks = [first];
    this.firstBlock = first;
    this.lastBlock = first;
  }

  get first(): BlockMeta {
    return this.firstBlock;
  }

  get last(): BlockMeta {
    return this.lastBlock;
  }

  get size(): number {
    return this.blocks.length;
  }

  get position(): Position {
    return { term: this.lastBlock.turn, height: this.lastBlock.height };
  }

  at(height: number): BlockMeta | undefined {
    return this.blocks[height - this.firstBlock.height];
  }

  has(block: BlockMeta): boolean {
    return this.at(block.height)?.hash === block.hash;
  }

  /** Whether a block of this term is at this height: then all below is the same in both logs (Raft paper, 5.3). */
  matches({ term, height }: Position): boolean {
    return this.at(height)?.turn === term;
  }

  positionAt(height: number): Position | null {
    const block = this.at(height);
    return block === undefined ? null : { term: block.turn, height };
  }

  /** Whether a log that ends there holds at least as much as this one (Raft paper, 5.4.1). */
  isCoveredBy({ term, height }: Position): boolean {
    return term > this.lastBlock.turn || (term === this.lastBlock.turn && height >= this.lastBlock.height);
  }

  append(block: BlockMeta): void {
    assert(block.height === this.lastBlock.height + 1 && block.parent === this.lastBlock.hash, "a log has no gaps");
    this.blocks.push(block);
    this.lastBlock = block;
  }

  /** Drops this height and all above; says how many. The first block stays. */
  truncateFrom(height: number): number {
    assert(height > this.firstBlock.height, "the first block of a log is final");
    const dropped = this.blocks.splice(height - this.firstBlock.height).length;
    this.lastBlock = this.blocks.at(-1) ?? this.firstBlock;
    return dropped;
  }

  /** Makes the block at this height the first one. */
  compactTo(height: number): void {
    const first = this.at(height);
    if (first === undefined || first === this.firstBlock) return;
    this.blocks.splice(0, height - this.firstBlock.height);
    this.firstBlock = first;
  }

  /** Nothing of before is kept. */
  startAnew(first: BlockMeta): void {
    this.blocks = [first];
    this.firstBlock = first;
    this.lastBlock = first;
  }

  /** Up to so many blocks from this height on. */
  slice(fromHeight: number, blocksMax: number): BlockMeta[] {
    const from = fromHeight - this.firstBlock.height;
    return from < 0 ? [] : this.blocks.slice(from, from + blocksMax);
  }

  /**
   * The highest place, not above this height, of a term not above this one: the logs can't agree above it. Skips a whole
   * term at each exchange instead of a block (Raft paper, end of 5.3; etcd's `findConflictByTerm`).
   */
  lastUpTo({ term, height }: Position): Position {
    let at = Math.max(Math.min(height, this.lastBlock.height), this.firstBlock.height);
    for (let block = this.at(at); block !== undefined && block.turn > term && at > this.firstBlock.height; ) {
      at--;
      block = this.at(at);
    }
    return { term: this.at(at)?.turn ?? 0, height: at };
  }
}
