/**
 * Clients of a simulated network: an operation is given to one node, spreads to the others' pools, comes into a block, and
 * its client learns when that block is final at the node it asked. Pools are memory: a crash empties them, and a client whose
 * node crashed never learns more. What has been acknowledged is told to the checkers.
 */
import type { BlockHash, BlockMeta } from "#server/consensus";
import type { Checkers } from "./checkers";

/** Operations in one block. */
const OPERATIONS_MAX = 16;
/** In a pool; more are turned away. */
const POOL_MAX = 256;

export type WhenFinal = (block: BlockMeta) => void;

export interface ClientsHost {
  readonly checkers: Checkers;
  /** Carries an operation to every other node's pool, as its network allows. */
  gossip(from: number, deliver: (to: number) => void): void;
}

export class Clients {
  private readonly pools = new Map<number, Set<string>>();
  private readonly bodies = new Map<BlockHash, readonly string[]>();
  private readonly placed = new Map<string, BlockMeta[]>();
  private readonly waiting = new Map<number, Map<string, WhenFinal>>();

  constructor(private readonly host: ClientsHost) {}

  /** Of a block, in order. */
  operations(hash: BlockHash): readonly string[] {
    return this.bodies.get(hash) ?? [];
  }

  /** @param operation unique in the run @returns false when the pool is full */
  submit(node: number, operation: string, whenFinal: WhenFinal): boolean {
    if (!this.pool(node, operation)) return false;
    const waiting = this.waiting.get(node) ?? new Map<string, WhenFinal>();
    this.waiting.set(node, waiting.set(operation, whenFinal));
    this.host.gossip(node, (to) => this.pool(to, operation));
    return true;
  }

  /** Chooses what a new block holds: what its builder knows and the chain below it has not. */
  fill(node: number, block: BlockMeta): void {
    const pool = this.pools.get(node);
    if (pool === undefined || pool.size === 0) return;
    const { checkers } = this.host;
    const parent = checkers.block(block.parent);
    const isNew = (operation: string) =>
      !(this.placed.get(operation) ?? []).some((other) => checkers.descends(parent, other));
    const chosen = [...pool].filter(isNew).slice(0, OPERATIONS_MAX);
    for (const operation of chosen) this.placed.set(operation, [...(this.placed.get(operation) ?? []), block]);
    this.bodies.set(block.hash, chosen);
  }

  onFinal(node: number, block: BlockMeta): void {
    const waiting = this.waiting.get(node);
    for (const operation of this.operations(block.hash)) {
      this.pools.get(node)?.delete(operation);
      const whenFinal = waiting?.get(operation);
      if (whenFinal === undefined) continue;
      waiting?.delete(operation);
      this.host.checkers.onAcknowledged(operation, block);
      whenFinal(block);
    }
  }

  onCrash(node: number): void {
    this.pools.delete(node);
    this.waiting.delete(node);
  }

  private pool(node: number, operation: string): boolean {
    const pool = this.pools.get(node) ?? new Set<string>();
    this.pools.set(node, pool);
    if (pool.size >= POOL_MAX) return false;
    pool.add(operation);
    return true;
  }
}
