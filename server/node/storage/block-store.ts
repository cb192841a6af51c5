/**
 * The blocks of one chain: bodies, receipts and certificates by hash, the canonical index by height, where each transaction
 * stands, and the marks of head and finality. Whatever instant the process is killed at, head and all below it are whole:
 * a block is durable before anything refers to it, and the head moves in one batch.
 */
import { LRUCache } from "lru-cache";
import { Block, BlockRef, Certificate } from "#proto";
import { toHex } from "#server/lib/bytes";
import { type Change, type Level, openLevel } from "./level";
import { StorageError } from "./record";

/** Whole blocks kept in memory: what peers and readers ask for is nearly always new. */
const CACHE_BYTES_MAX = 8 * 1024 * 1024;
const CACHE_BLOCKS_MAX = 256;

const heightKey = (height: number) => height.toString(16).padStart(12, "0");
const keys = {
  block: (hash: string) => `b:${hash}`,
  receipts: (hash: string) => `r:${hash}`,
  certificate: (hash: string) => `c:${hash}`,
  canonical: (height: number) => `n:${heightKey(height)}`,
  sibling: (height: number, hash: string) => `k:${heightKey(height)}:${hash}`,
  transaction: (hash: string) => `t:${hash}`,
  head: "m:head",
  final: "m:final",
  genesis: "m:genesis",
};

export interface TransactionPlace {
  readonly block: BlockRef;
  readonly index: number;
}

export interface HeadChange {
  readonly head: BlockRef;
  /** Blocks that leave the canonical chain, with the hashes of their transactions. */
  readonly removed: readonly { ref: BlockRef; transactions: readonly Uint8Array[] }[];
  readonly added: readonly { ref: BlockRef; transactions: readonly Uint8Array[] }[];
}

export class BlockStore {
  readonly #level: Level;
  readonly #cache = new LRUCache<string, Block>({
    max: CACHE_BLOCKS_MAX,
    maxSize: CACHE_BYTES_MAX,
    // Objects weigh more than bytes on disk; small blocks have a floor.
    sizeCalculation: (block) => 2_000 + 3 * block.size + 600 * block.receipts.length,
  });
  #head: BlockRef;
  #final: BlockRef;
  readonly genesis: BlockRef;

  private constructor(level: Level, genesis: BlockRef, head: BlockRef, final: BlockRef) {
    this.#level = level;
    this.genesis = genesis;
    this.#head = head;
    this.#final = final;
  }

  /** @throws StorageError `otherChain` when the folder was begun with another genesis */
  static async open(folder: string, genesis: Block): Promise<BlockStore> {
    const level = await openLevel(folder);
    try {
      const found = await level.get(keys.genesis);
      const ref: BlockRef = { height: 0, hash: genesis.hash };
      if (found === null) await begin(level, genesis);
      else if (toHex(found) !== toHex(genesis.hash)) {
        const text = `this data directory belongs to chain 0x${toHex(found)}, not to 0x${toHex(genesis.hash)}: ${folder}`;
        throw new StorageError("otherChain", text);
      }
      const mark = async (key: string) => {
        const bytes = await level.get(key);
        return bytes ? BlockRef.decode(bytes) : ref;
      };
      return new BlockStore(level, ref, await mark(keys.head), await mark(keys.final));
    } catch (error) {
      await level.close();
      throw error;
    }
  }

  get head(): BlockRef {
    return this.#head;
  }

  get final(): BlockRef {
    return this.#final;
  }

  /** Durable when it resolves. The block carries its receipts. */
  async put(block: Block): Promise<void> {
    const hash = toHex(block.hash);
    const body = Block.encode({ ...block, receipts: [], certificate: undefined, final: false }).finish();
    const receipts = Block.encode(Block.create({ receipts: block.receipts })).finish();
    const changes: Change[] = [
      { key: keys.block(hash), value: body },
      { key: keys.receipts(hash), value: receipts },
      { key: keys.sibling(block.height, hash), value: block.hash },
    ];
    await this.#level.write(changes, true);
    this.#cache.set(hash, { ...block, certificate: undefined });
  }

  /** Without waiting: when it is in memory. Its certificate and finality are not told. */
  cached(hash: string): Block | undefined {
    return this.#cache.get(hash);
  }

  async has(hash: Uint8Array): Promise<boolean> {
    const key = toHex(hash);
    return this.#cache.has(key) || (await this.#level.get(keys.block(key))) !== null;
  }

  /** With receipts; `final` and its own certificate as they are known now. */
  async get(hash: Uint8Array): Promise<Block | null> {
    const block = await this.#body(toHex(hash));
    if (!block) return null;
    const certificate = await this.certificate(hash);
    const own = certificate && toHex(certificate.blockHash) === toHex(hash) ? certificate : undefined;
    const final = block.height <= this.#final.height && (await this.isCanonical(block));
    return { ...block, final, certificate: own };
  }

  async #body(hash: string): Promise<Block | null> {
    const cached = this.#cache.get(hash);
    if (cached) return cached;
    const [body, receipts] = await Promise.all([
      this.#level.get(keys.block(hash)),
      this.#level.get(keys.receipts(hash)),
    ]);
    if (!body) return null;
    if (!receipts) throw new StorageError("missing", `the receipts of block 0x${hash} are not on disk`);
    const block: Block = { ...Block.decode(body), receipts: Block.decode(receipts).receipts };
    this.#cache.set(hash, block);
    return block;
  }

  /** By which the block became final: its own, or a descendant's. */
  async certificate(hash: Uint8Array): Promise<Certificate | null> {
    const bytes = await this.#level.get(keys.certificate(toHex(hash)));
    return bytes && Certificate.decode(bytes);
  }

  async canonicalHash(height: number): Promise<Uint8Array | null> {
    if (height > this.#head.height || height < 0) return null;
    return this.#level.get(keys.canonical(height));
  }

  async isCanonical(ref: BlockRef): Promise<boolean> {
    const hash = await this.canonicalHash(ref.height);
    return hash !== null && toHex(hash) === toHex(ref.hash);
  }

  /** Where a transaction stands on the canonical chain. */
  async transactionPlace(hash: Uint8Array): Promise<TransactionPlace | null> {
    const bytes = await this.#level.get(keys.transaction(toHex(hash)));
    if (!bytes) return null;
    const index = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
    return { index, block: BlockRef.decode(bytes.subarray(4)) };
  }

  /** All stored blocks above a height, canonical or not, lowest first. */
  async *above(height: number): AsyncIterable<Uint8Array> {
    for await (const { value } of this.#level.entries(`k:${heightKey(height + 1)}`, "k:g")) yield value;
  }

  /** One batch. Not durable by itself: after a power cut the head is an earlier one, which the engine then moves again. */
  async moveHead(change: HeadChange): Promise<void> {
    const gone = change.removed.flatMap(({ ref, transactions }): Change[] => [
      { key: keys.canonical(ref.height), value: null },
      ...transactions.map((hash) => ({ key: keys.transaction(toHex(hash)), value: null })),
    ]);
    const come = change.added.flatMap(({ ref, transactions }): Change[] => [
      { key: keys.canonical(ref.height), value: ref.hash },
      ...transactions.map((hash, index) => ({ key: keys.transaction(toHex(hash)), value: place(ref, index) })),
    ]);
    const head: Change = { key: keys.head, value: BlockRef.encode(change.head).finish() };
    await this.#level.write([...gone, ...come, head], false);
    this.#head = change.head;
  }

  /** Durable when it resolves. The block must be canonical. */
  async finalise(ref: BlockRef, certificate: Certificate): Promise<void> {
    const changes: Change[] = [
      { key: keys.certificate(toHex(ref.hash)), value: Certificate.encode(certificate).finish() },
      { key: keys.final, value: BlockRef.encode(ref).finish() },
    ];
    await this.#level.write(changes, true);
    this.#final = ref;
  }

  close(): Promise<void> {
    return this.#level.close();
  }
}

function place(ref: BlockRef, index: number): Uint8Array {
  const encoded = BlockRef.encode(ref).finish();
  const bytes = new Uint8Array(4 + encoded.length);
  new DataView(bytes.buffer).setUint32(0, index);
  bytes.set(encoded, 4);
  return bytes;
}

async function begin(level: Level, genesis: Block): Promise<void> {
  const hash = toHex(genesis.hash);
  const ref = BlockRef.encode({ height: 0, hash: genesis.hash }).finish();
  const changes: Change[] = [
    { key: keys.genesis, value: genesis.hash },
    { key: keys.block(hash), value: Block.encode(genesis).finish() },
    { key: keys.receipts(hash), value: new Uint8Array(0) },
    { key: keys.canonical(0), value: genesis.hash },
    { key: keys.head, value: ref },
    { key: keys.final, value: ref },
  ];
  await level.write(changes, true);
}
