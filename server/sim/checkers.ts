/**
 * Watches a run from outside the nodes and fails it when a promise that all engines make is broken: no two final blocks at
 * one height, commits only extend, heads stand on the final block, equal state at equal height, nothing acknowledged to a
 * client is lost. What one engine's messages and records must obey stands in its own rules (protocols/).
 */
import type { BlockHash, BlockMeta } from "#server/consensus";

export class Violation extends Error {
  override readonly name = "Violation";
}

export interface CheckerOptions {
  /** What it leads to alone, not votes, certificates and disks: for tests that want to see a broken engine do harm. */
  readonly outcomesOnly: boolean;
}

export class Checkers {
  private readonly finalAt = new Map<number, BlockHash>();
  private readonly stateAt = new Map<number, number>();
  private readonly finals = new Map<number, BlockMeta>();
  /** What a client was told, with the block that holds it. */
  private readonly acknowledged = new Map<string, BlockMeta>();
  /** Every block that was ever built. */
  readonly blocks = new Map<BlockHash, BlockMeta>();
  finalHeightMax = 0;

  constructor(genesis: BlockMeta) {
    this.blocks.set(genesis.hash, genesis);
    this.finalAt.set(0, genesis.hash);
    this.stateAt.set(0, 0);
  }

  /** The final block at this height, as far as any node has said; undefined above. */
  finalHash(height: number): BlockHash | undefined {
    return this.finalAt.get(height);
  }

  get highestFinal(): BlockMeta {
    return this.block(this.finalAt.get(this.finalHeightMax) ?? "");
  }

  block(hash: BlockHash): BlockMeta {
    const block = this.blocks.get(hash);
    if (block === undefined) throw new Violation(`nobody has built ${hash}`);
    return block;
  }

  onHead(node: number, head: BlockMeta): void {
    const final = this.finals.get(node);
    if (final !== undefined && !this.descends(head, final))
      throw new Violation(`the head of v${node} leaves its final block`);
  }

  onCommit(node: number, block: BlockMeta): void {
    const final = this.finals.get(node);
    if (final !== undefined && (block.height <= final.height || !this.descends(block, final))) {
      throw new Violation(`v${node} commits ${block.hash} at ${block.height}, which does not extend its final block`);
    }
    this.finals.set(node, block);
    this.onFinal(block);
  }

  /** The block and its ancestors are final, by a node's word or by a certificate. */
  onFinal(block: BlockMeta): void {
    this.finalHeightMax = Math.max(this.finalHeightMax, block.height);
    // Where an ancestor has been seen final, those below it have been, too.
    for (let at: BlockMeta | undefined = block; at !== undefined; at = this.blocks.get(at.parent)) {
      const other = this.finalAt.get(at.height);
      if (other === at.hash) return;
      if (other !== undefined) throw new Violation(`two final blocks at height ${at.height}: ${other} and ${at.hash}`);
      this.finalAt.set(at.height, at.hash);
    }
  }

  /** What a node has made of the chain up to its final block. */
  onState(node: number, height: number, state: number): void {
    const first = this.stateAt.get(height);
    if (first !== undefined && first !== state) throw new Violation(`v${node} has another state at height ${height}`);
    this.stateAt.set(height, state);
  }

  /** A restarted node may have lost the knowledge, not the fact. */
  onRestart(node: number, final: BlockMeta): void {
    this.finals.set(node, final);
  }

  onAcknowledged(operation: string, block: BlockMeta): void {
    this.acknowledged.set(operation, block);
  }

  /** At the end, of a node's final chain: whatever a client was told is in it, as far as it reaches. */
  checkAcknowledged(node: number, final: BlockMeta): void {
    for (const [operation, block] of this.acknowledged) {
      if (block.height > final.height || this.descends(final, block)) continue;
      throw new Violation(`v${node} has lost ${operation}, acknowledged at height ${block.height}`);
    }
  }

  descends(block: BlockMeta, ancestor: BlockMeta): boolean {
    let at: BlockMeta | undefined = block;
    while (at !== undefined && at.height > ancestor.height) {
      // Below the last final block there is one chain, and no need to walk it.
      if (this.finalAt.get(at.height) === at.hash) return this.finalAt.get(ancestor.height) === ancestor.hash;
      at = this.blocks.get(at.parent);
    }
    return at?.hash === ancestor.hash;
  }
}
