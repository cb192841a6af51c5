/**
 * A node's disk: the consensus records, and the store of checked blocks with the last final one and its certificate. Writes
 * become durable in order of their lane, each after a while. A crash keeps what is durable; of the rest it keeps nothing,
 * or any number of the first ones, the next perhaps in part: as a log does whose tail was torn.
 */
import type { BlockHash, BlockMeta, FinalityCertificate } from "#server/consensus";
import type { Prng } from "#server/lib/prng";

/** What a crash leaves of writes that were not confirmed. */
export type CrashMode = "lost" | "prefix" | "torn";

export class SimDisk<T extends { readonly records: unknown }> {
  final: BlockMeta;
  /** Of the chain up to the final block. */
  state = 0;
  certificate: FinalityCertificate | null = null;
  readonly blocks = new Map<BlockHash, BlockMeta>();
  readonly certificates = new Map<BlockHash, FinalityCertificate>();

  constructor(
    readonly records: T["records"],
    genesis: BlockMeta,
  ) {
    this.final = genesis;
    this.blocks.set(genesis.hash, genesis);
  }

  finalise(block: BlockMeta, certificate: FinalityCertificate, state: number): void {
    this.final = block;
    this.state = state;
    this.certificate = certificate;
    this.certificates.set(block.hash, certificate);
  }

  /** Blocks above this height may not have been written out, or not what was made of them; nor what stands on such a one. */
  losePart(height: number, prng: Prng): void {
    for (const { hash, parent, height: at } of this.blocks.values()) {
      if (at > height && (!this.blocks.has(parent) || prng.chance(0.3))) this.blocks.delete(hash);
    }
  }

  /** The blocks above this height up to the block, lowest first, when they stand on the final block given. */
  chainTo(hash: BlockHash, final: BlockMeta): BlockMeta[] {
    const chain: BlockMeta[] = [];
    let block = this.blocks.get(hash);
    while (block !== undefined && block.height > final.height) {
      chain.push(block);
      block = this.blocks.get(block.parent);
    }
    return block?.hash === final.hash ? chain.reverse() : [];
  }
}

export interface Write {
  readonly apply: () => void;
  /** As a torn tail; null: a write of this kind is there or is not. */
  readonly applyTorn: (() => void) | null;
}

/** Writes in order. */
export class WriteLane {
  private pending: Write[] = [];
  private freeUs = 0;

  /** @returns when it will be durable; the owner calls `complete` then, once for each write */
  issue(write: Write, nowUs: number, takesUs: number): number {
    this.freeUs = Math.max(nowUs, this.freeUs) + takesUs;
    this.pending.push(write);
    return this.freeUs;
  }

  complete(): void {
    const write = this.pending.shift();
    if (write === undefined) throw new RangeError("no write is under way");
    write.apply();
  }

  crash(mode: CrashMode, prng: Prng): void {
    const survivors = mode === "lost" ? 0 : prng.between(0, this.pending.length);
    const writes = this.pending;
    this.pending = [];
    this.freeUs = 0;
    for (const write of writes.slice(0, survivors)) write.apply();
    if (mode === "torn") writes[survivors]?.applyTorn?.();
  }
}
