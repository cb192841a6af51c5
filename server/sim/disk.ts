/**
 * A node's disk: writes become durable in order, each after a while; a crash loses those that have not. Holds what the
 * node's driver keeps: votes, checked blocks, the last final block with its certificate.
 */
import type { BlockHash, BlockMeta, FinalityCertificate, PoaRecord, PoaRestored } from "#server/consensus";

export class SimDisk {
  lastRecord: PoaRecord | null = null;
  final: BlockMeta;
  certificate: FinalityCertificate | null = null;
  readonly blocks = new Map<BlockHash, BlockMeta>();
  readonly certificates = new Map<BlockHash, FinalityCertificate>();

  constructor(genesis: BlockMeta) {
    this.final = genesis;
    this.blocks.set(genesis.hash, genesis);
  }

  finalise(block: BlockMeta, certificate: FinalityCertificate): void {
    this.final = block;
    this.certificate = certificate;
    this.certificates.set(block.hash, certificate);
  }

  restore(): PoaRestored {
    const above = [...this.blocks.values()].filter((block) => block.height > this.final.height);
    return {
      records: this.lastRecord === null ? [] : [this.lastRecord],
      final: this.final,
      certificate: this.certificate,
      blocks: above.sort((a, b) => a.height - b.height),
    };
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
