/**
 * The checked blocks from the last final one up: a tree with the final block as its root. Holds no votes and makes no
 * choices. Moving the root up drops all that conflicts with it, which is what makes finality irrevocable.
 */
import { assert } from "#server/lib/assert";
import type { BlockHash, BlockMeta } from "../engine";

interface TreeNode {
  readonly block: BlockMeta;
  readonly children: BlockMeta[];
}

/** Higher wins; at one height the lower hash does, so that equal forks do not dead-lock. */
export function better(a: BlockMeta, b: BlockMeta): BlockMeta {
  if (a.height !== b.height) return a.height > b.height ? a : b;
  return a.hash <= b.hash ? a : b;
}

export class BlockTree {
  private nodes = new Map<BlockHash, TreeNode>();
  private rootBlock: BlockMeta;

  constructor(root: BlockMeta) {
    this.rootBlock = root;
    this.nodes.set(root.hash, { block: root, children: [] });
  }

  get root(): BlockMeta {
    return this.rootBlock;
  }

  get size(): number {
    return this.nodes.size;
  }

  get(hash: BlockHash): BlockMeta | undefined {
    return this.nodes.get(hash)?.block;
  }

  has(hash: BlockHash): boolean {
    return this.nodes.has(hash);
  }

  children(hash: BlockHash): readonly BlockMeta[] {
    return this.nodes.get(hash)?.children ?? [];
  }

  /** The parent must be here and the block must not. */
  add(block: BlockMeta): void {
    const parent = this.nodes.get(block.parent);
    assert(parent !== undefined && !this.nodes.has(block.hash), `${block.hash} is new and has its parent in the tree`);
    parent.children.push(block);
    this.nodes.set(block.hash, { block, children: [] });
  }

  /** The block and its ancestors down to the root, highest first. */
  *path(hash: BlockHash): Generator<BlockMeta> {
    for (let node = this.nodes.get(hash); node !== undefined; node = this.nodes.get(node.block.parent))
      yield node.block;
  }

  /** The best descendant, the block itself when it has none. */
  tip(from: BlockMeta): BlockMeta {
    let best = from;
    const open = [from];
    for (let block = open.pop(); block !== undefined; block = open.pop()) {
      best = better(block, best);
      open.push(...this.children(block.hash));
    }
    return best;
  }

  /** Makes a block of the tree its root; all that does not descend from it is gone. */
  prune(root: BlockMeta): void {
    const kept = new Map<BlockHash, TreeNode>();
    const open = [root.hash];
    for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
      const node = this.nodes.get(hash);
      assert(node !== undefined, `${hash} is in the tree`);
      kept.set(hash, node);
      open.push(...node.children.map((child) => child.hash));
    }
    this.nodes = kept;
    this.rootBlock = root;
  }

  /** Does nothing to the root, to a block with children, or to one that is not here. */
  dropLeaf(hash: BlockHash): void {
    const leaf = this.nodes.get(hash);
    if (leaf === undefined || leaf.children.length > 0 || leaf.block === this.rootBlock) return;
    const siblings = this.nodes.get(leaf.block.parent)?.children;
    siblings?.splice(siblings.indexOf(leaf.block), 1);
    this.nodes.delete(hash);
  }

  /** Drops the oldest leaf that is not to be kept; false when there is none. */
  evict(keep: ReadonlySet<BlockHash>): boolean {
    let oldest: BlockMeta | null = null;
    for (const { block, children } of this.nodes.values()) {
      const droppable = children.length === 0 && block !== this.rootBlock && !keep.has(block.hash);
      if (droppable && (oldest === null || block.turn < oldest.turn)) oldest = block;
    }
    if (oldest === null) return false;
    this.dropLeaf(oldest.hash);
    return true;
  }
}
