/** Headers and fresh bodies, near at hand: what the driver asks for again and again while a block is new. */
import { LRUCache } from "lru-cache";
import type { Block } from "#proto";
import { decodeHeader } from "#server/chain";
import type { BlockHash } from "#server/consensus";
import { fromHex } from "#server/lib/bytes";
import type { BlockStore } from "../storage";
import { type Known, knownOf } from "./block";
import type { ChainFacts } from "./chain-facts";

const HEADERS_MAX = 256;
/** Bodies of messages until they are checked, or in the log. Never less than a few of the largest blocks. */
const BODIES_MAX = 128;
const BODIES_BYTES_MAX = 32 * 1024 * 1024;

export class Library {
  readonly #headers = new LRUCache<BlockHash, Known>({ max: HEADERS_MAX });
  readonly #bodies = new LRUCache<BlockHash, Block>({
    max: BODIES_MAX,
    maxSize: BODIES_BYTES_MAX,
    sizeCalculation: (block) => 1_000 + block.size,
  });

  /** Of the engine's own log, which is on disk without a way to read one block of it, until they are stored. */
  readonly #log = new Map<BlockHash, Block>();
  #logBytes = 0;

  constructor(
    private readonly store: BlockStore,
    private readonly facts: ChainFacts,
  ) {}

  /** A body that is not stored yet, from a message; the oldest go first. */
  hold(block: Block, hash: BlockHash): void {
    this.#bodies.set(hash, block);
  }

  held(hash: BlockHash): Block | undefined {
    return this.#log.get(hash) ?? this.#bodies.get(hash);
  }

  /** A body that must not be lost before `release` or `cut`; bounded by whoever keeps it. */
  keep(block: Block, hash: BlockHash): void {
    if (this.#log.has(hash)) return;
    this.#log.set(hash, block);
    this.#logBytes += block.size;
  }

  get keptBytes(): number {
    return this.#logBytes;
  }

  /** The log ends below this height now. What is held besides stays: it may be on its way into the log again. */
  cut(height: number): void {
    for (const [hash, block] of this.#log) if (block.height >= height) this.#unkeep(hash);
  }

  /** Not worth holding, but what is kept. */
  drop(hash: BlockHash): void {
    this.#bodies.delete(hash);
  }

  /** It is stored, or nobody wants it any more. */
  release(hash: BlockHash): void {
    this.#bodies.delete(hash);
    this.#unkeep(hash);
  }

  #unkeep(hash: BlockHash): void {
    this.#logBytes -= this.#log.get(hash)?.size ?? 0;
    this.#log.delete(hash);
  }

  /** A stored block's header. */
  async known(hash: BlockHash): Promise<Known | null> {
    const cached = this.#headers.get(hash);
    if (cached) return cached;
    const block = await this.store.get(fromHex(hash));
    if (!block) return null;
    const known = knownOf(block.hash, decodeHeader(block.header), this.facts.seals);
    this.#headers.set(hash, known);
    return known;
  }

  remember(known: Known): void {
    this.#headers.set(known.meta.hash, known);
  }
}
