/**
 * The index of one network's chain: where it stands, and how blocks get in. It decodes and verifies, keeps the head in
 * memory beside the stored one, and finds a fork's base by walking parent hashes. It never crosses a final block.
 */

import type { Block, BlockFinalised, Certificate } from "#proto";
import { CHAINGLASS_RAFT } from "#server/chain";
import { equalBytes, to0x, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { Log } from "#server/lib/log";
import { type ChainFacts, certificateJson, decodeBlock } from "../decode/block";
import { refusedCertificate } from "../decode/certificate";
import type { BlockRows, Head, Ref } from "../decode/rows";
import type { NodeClient } from "../source/node-client";
import type { Store } from "../store/store";

/** A deeper fork than this is another chain. */
const FORK_DEPTH_MAX = 100_000;
/** So many blocks are written one by one with their frames; more are a range. */
export const ANNOUNCED_BLOCKS_MAX = 16;
/** One commit of a range: whatever is reached first. */
const BATCH_BLOCKS_MAX = 200;
const BATCH_TRANSACTIONS_MAX = 5_000;
const BATCH_BYTES_MAX = 16 * 1024 * 1024;

/** What the source serves does not fit what is indexed: another source, or another look, is needed. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

/** While one batch is written the next is fetched and decoded; never more than these two are held. */
export async function commitBehind<T>(batches: AsyncIterable<T>, commit: (batch: T) => Promise<void>): Promise<void> {
  let running: Promise<void> = Promise.resolve();
  try {
    for await (const batch of batches) {
      await running;
      running = commit(batch);
      // It is awaited below; until then a failure is not unhandled.
      running.catch(() => {});
    }
  } finally {
    await Promise.allSettled([running]);
  }
  await running;
}

export class ChainIndex {
  head: Head | null = null;
  final: Ref | null = null;
  /** A final block that was announced before it was indexed. */
  #awaitedFinal: { ref: Ref; certificate: Certificate | undefined } | null = null;

  constructor(
    readonly store: Store,
    readonly facts: ChainFacts,
    readonly log: Log,
  ) {}

  async load(): Promise<void> {
    const { head, final } = await this.store.read();
    this.head = head;
    this.final = final;
  }

  decode(block: Block, parent: Head | null): BlockRows {
    const rows = decodeBlock(block, parent, this.facts, nativeCrypto);
    if (!rows.verified)
      this.log.warn(
        { network: this.store.name, height: block.height, hash: to0x(block.hash) },
        "a block failed verification",
      );
    return rows;
  }

  /** A block that extends the head. */
  async append(block: Block, eventAtMs: number | null): Promise<void> {
    const rows = this.decode(block, this.head);
    const lagMs = eventAtMs === null ? null : Math.max(0, Date.now() - eventAtMs);
    await this.#commit([rows], null, true, lagMs);
  }

  async #commit(blocks: readonly BlockRows[], revertTo: Ref | null, announce: boolean, lagMs: number | null) {
    await this.store.commit({ prevHead: this.head, revertTo, blocks, kind: "head", announce, lagMs });
    const last = blocks.at(-1);
    if (last) this.head = last.head;
    if (this.#awaitedFinal) await this.#finalise(this.#awaitedFinal.ref, this.#awaitedFinal.certificate);
  }

  /** Cuts the chain back to one of its own blocks. */
  async revertTo(base: Head): Promise<void> {
    this.#refuseCrossingFinal(base);
    await this.#commit([], base, true, null);
    this.head = base;
  }

  #refuseCrossingFinal(base: Ref | null): void {
    if (this.final && (base?.height ?? -1) < this.final.height)
      throw new SourceError(
        `the source's chain leaves ours below the final block ${this.final.height}, which can't be replaced`,
      );
  }

  /** The newest block of ours that the source's chain down from `target` stands on; null: we have none. */
  async findBase(client: NodeClient, target: Ref, signal: AbortSignal): Promise<Head | null> {
    if (!this.head) return null;
    let hash = target.hash;
    if (target.height > this.head.height) {
      const level = await client.block({ $case: "height", value: this.head.height }, signal);
      // A source that holds no block at our height begins above it: there is a gap, not a fork.
      if (!level) return this.head;
      hash = level.hash;
    }
    for (let depth = 0; depth <= FORK_DEPTH_MAX; depth++) {
      const known = await this.store.canonical(hash);
      if (known) return known;
      const block = await client.block({ $case: "hash", value: hash }, signal);
      if (!block) throw new SourceError(`the source does not hold block ${to0x(hash)}, on which its own chain stands`);
      if (block.height === 0) break;
      hash = block.parentHash;
    }
    throw new SourceError("the source's chain has no block in common with ours");
  }

  /** Makes the source's chain up to `target` ours, replacing a losing branch in the commit that begins the new one. */
  async advance(client: NodeClient, target: Ref, earliest: number, signal: AbortSignal): Promise<void> {
    const base = await this.findBase(client, target, signal);
    const forked = this.head !== null && base !== null && !equalBytes(base.hash, this.head.hash);
    if (forked) {
      this.#refuseCrossingFinal(base);
      this.log.info(
        { network: this.store.name, base: base.height, head: this.head?.height, target: target.height },
        "a fork",
      );
    }
    const from = base ? Math.max(base.height + 1, earliest) : earliest;
    const announce = target.height - from < ANNOUNCED_BLOCKS_MAX;
    let revert: Head | null = forked ? base : null;
    const previous = base && from === base.height + 1 ? base : null;
    const stream = client.range(from, target.height, signal);
    await commitBehind(this.batches(stream, previous, true), async (blocks) => {
      await this.#commit(blocks, revert, announce, null);
      revert = null;
    });
    if (revert) await this.revertTo(revert);
  }

  /** Decodes a stream of blocks into batches of bounded size, lowest first. @param linked each must stand on the one before */
  async *batches(blocks: AsyncIterable<Block>, before: Head | null, linked: boolean): AsyncGenerator<BlockRows[]> {
    let batch: BlockRows[] = [];
    let transactions = 0;
    let bytes = 0;
    let parent = before;
    for await (const block of blocks) {
      if (linked && parent && (block.height !== parent.height + 1 || !equalBytes(block.parentHash, parent.hash))) {
        if (batch.length > 0) yield batch;
        throw new SourceError(
          `block ${block.height} does not stand on the block before it: the source's chain has changed`,
        );
      }
      const rows = this.decode(block, parent?.height === block.height - 1 ? parent : null);
      parent = rows.head;
      batch.push(rows);
      transactions += block.transactions.length;
      bytes += block.size;
      if (batch.length >= BATCH_BLOCKS_MAX || transactions >= BATCH_TRANSACTIONS_MAX || bytes >= BATCH_BYTES_MAX) {
        yield batch;
        batch = [];
        transactions = bytes = 0;
      }
      // Verifying is pure computing: events, timers and the signal get their turn between blocks.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    if (batch.length > 0) yield batch;
  }

  /** The source says that a block is final; its certificate is checked where there is one to check. */
  async finalised({ block, certificate }: BlockFinalised): Promise<void> {
    if (block) await this.#finalise(block, certificate);
  }

  async #finalise(ref: Ref, certificate: Certificate | undefined): Promise<void> {
    if (!this.head || ref.height > this.head.height) {
      if (!this.#awaitedFinal || ref.height >= this.#awaitedFinal.ref.height) this.#awaitedFinal = { ref, certificate };
      return;
    }
    if (this.#awaitedFinal && ref.height >= this.#awaitedFinal.ref.height) this.#awaitedFinal = null;
    const network = this.store.name;
    // Of a later block: it comes again with that one, and is kept there.
    const later = this.facts.rules === CHAINGLASS_RAFT && certificate && !equalBytes(certificate.blockHash, ref.hash);
    const own = later ? null : (certificate ?? null);
    const block = own && (await this.store.canonical(ref.hash));
    const refusal = own && block && refusedCertificate(own, block, this.facts, nativeCrypto);
    if (refusal) {
      this.log.warn({ network, height: ref.height, refusal }, "a certificate does not hold");
      return;
    }
    const done = await this.store.finalise(ref, own && certificateJson(own));
    if (!done) this.log.warn({ network, height: ref.height, hash: toHex(ref.hash) }, "a final block is not ours");
    else if (ref.height > (this.final?.height ?? -1)) this.final = ref;
  }
}
