/**
 * The state of every block, in classic-level: trie nodes and code under their own hash, so that every read checks itself,
 * and nothing is ever deleted. A block's nodes gather in memory and are written in one synced batch, after which its root
 * counts as known: a crash leaves all of a state or none of it. Beside them stand the hashes of blocks, for BLOCKHASH.
 */
import type { BatchDBOp, DB } from "@ethereumjs/util";
import { ClassicLevel } from "classic-level";
import { LRUCache } from "lru-cache";
import type { Crypto } from "#server/chain";
import { fromHex, toHex } from "#server/lib/bytes";
import { LedgerError } from "../interface";
import { reachableNodes } from "./reachable";

/** Bytes of nodes kept in memory. */
const CACHE_BYTES_MAX = 8 * 1024 * 1024;

/** The state manager's prefix for code, in hex. */
const CODE_PREFIX = "63";
const BLOCK_PREFIX = "block:";

export class StateStore implements DB<string, string | Uint8Array> {
  private readonly pending = new Map<string, Uint8Array>();
  private readonly cache = new LRUCache<string, Uint8Array>({
    maxSize: CACHE_BYTES_MAX,
    sizeCalculation: (value) => value.length + 128,
  });

  private constructor(
    private readonly level: ClassicLevel<string, Uint8Array>,
    private readonly crypto: Crypto,
  ) {}

  static async open(stateDir: string, crypto: Crypto): Promise<StateStore> {
    const level = new ClassicLevel<string, Uint8Array>(stateDir, { keyEncoding: "utf8", valueEncoding: "view" });
    await level.open();
    return new StateStore(level, crypto);
  }

  /** Nodes that no commit has kept are visible to the execution alone. @throws LedgerError storeDamaged */
  async get(key: string): Promise<Uint8Array | undefined> {
    return this.pending.get(key) ?? this.committed(key);
  }

  /** @throws LedgerError storeDamaged */
  committed(key: string): Uint8Array | undefined {
    const cached = this.cache.get(key);
    if (cached) return cached;
    const value = this.level.getSync(key);
    if (value === undefined) return undefined;
    const hash = key.length > 64 ? key.slice(CODE_PREFIX.length) : key;
    if (toHex(this.crypto.keccak256(value)) !== hash)
      throw new LedgerError("storeDamaged", `the state's node ${hash} is not what was written`);
    this.cache.set(key, value);
    return value;
  }

  async put(key: string, value: string | Uint8Array): Promise<void> {
    this.pending.set(key, typeof value === "string" ? fromHex(value) : value);
  }

  /** An archive keeps what it has. */
  async del(): Promise<void> {}

  async batch(operations: BatchDBOp<string, string | Uint8Array>[]): Promise<void> {
    for (const operation of operations) if (operation.type === "put") await this.put(operation.key, operation.value);
  }

  shallowCopy(): StateStore {
    return this;
  }

  async open(): Promise<void> {}

  /** Only what commits have kept: for readers that run beside an execution. */
  get reader(): DB<string, string | Uint8Array> {
    const reader: DB<string, string | Uint8Array> = {
      get: async (key) => this.committed(key),
      put: () => Promise.reject(new TypeError("a reader of the state does not write")),
      del: () => Promise.reject(new TypeError("a reader of the state does not write")),
      batch: () => Promise.reject(new TypeError("a reader of the state does not write")),
      shallowCopy: () => reader,
      open: async () => {},
    };
    return reader;
  }

  has(root: Uint8Array): boolean {
    return this.committed(toHex(root)) !== undefined;
  }

  /** Forgets an execution. */
  discard(): void {
    this.pending.clear();
  }

  /** Keeps what the root reaches, and the block's place above its parent. @param block null for a state without block */
  async commit(root: Uint8Array, block: { hash: Uint8Array; parent: Uint8Array } | null): Promise<void> {
    const reached = reachableNodes(toHex(root), this.pending);
    const kept = [...this.pending].filter(([key]) => key.length > 64 || reached.has(key));
    this.pending.clear();
    const operations = kept.map(([key, value]) => ({ type: "put" as const, key, value }));
    if (block) operations.push({ type: "put", key: BLOCK_PREFIX + toHex(block.hash), value: block.parent });
    await this.level.batch(operations, { sync: true });
    for (const [key, value] of kept) this.cache.set(key, value);
  }

  parentOf(blockHash: Uint8Array): Uint8Array | undefined {
    return this.level.getSync(BLOCK_PREFIX + toHex(blockHash));
  }

  async close(): Promise<void> {
    await this.level.close();
  }
}
