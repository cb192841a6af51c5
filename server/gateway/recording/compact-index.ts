/**
 * Where each block of a recording lies, in flat arrays: about 90 bytes a block, so that a million of them fit where a map of
 * objects would not. Blocks are numbered in the order in which they were found; hashes lead back to that number.
 */
import { equalBytes } from "#server/lib/bytes";
import { HashTable } from "./hash-table";

export interface Place {
  readonly source: number;
  readonly offset: number;
  readonly length: number;
}

export interface Scanned extends Place {
  readonly height: number;
  readonly hash: Uint8Array;
  readonly parentHash: Uint8Array;
  /** Expected hashes; 0 where chains are not compared by work. */
  readonly work: number;
}

const INITIAL = 1024;
const HASH_BYTES = 32;

export class CompactIndex {
  count = 0;
  #hashes = new Uint8Array(INITIAL * HASH_BYTES);
  #parents = new Uint8Array(INITIAL * HASH_BYTES);
  #offsets = new Float64Array(INITIAL);
  #lengths = new Uint32Array(INITIAL);
  #sources = new Uint16Array(INITIAL);
  #heights = new Float64Array(INITIAL);
  #work = new Float64Array(INITIAL);
  readonly #byHash = new HashTable();

  add(block: Scanned): number {
    if (this.count === this.#lengths.length) this.#grow();
    const at = this.count++;
    this.#hashes.set(block.hash, at * HASH_BYTES);
    this.#parents.set(block.parentHash, at * HASH_BYTES);
    this.#offsets[at] = block.offset;
    this.#lengths[at] = block.length;
    this.#sources[at] = block.source;
    this.#heights[at] = block.height;
    this.#work[at] = block.work;
    this.#byHash.add(block.hash, at);
    return at;
  }

  #grow(): void {
    const longer = <T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
      make: (size: number) => T,
      from: T,
    ): T => {
      const to = make(from.length * 2);
      to.set(from);
      return to;
    };
    this.#hashes = longer((size) => new Uint8Array(size), this.#hashes);
    this.#parents = longer((size) => new Uint8Array(size), this.#parents);
    this.#offsets = longer((size) => new Float64Array(size), this.#offsets);
    this.#lengths = longer((size) => new Uint32Array(size), this.#lengths);
    this.#sources = longer((size) => new Uint16Array(size), this.#sources);
    this.#heights = longer((size) => new Float64Array(size), this.#heights);
    this.#work = longer((size) => new Float64Array(size), this.#work);
  }

  /** -1 where there is no such block. */
  find(hash: Uint8Array): number {
    for (const at of this.#byHash.candidates(hash)) if (this.#equals(at, hash)) return at;
    return -1;
  }

  #equals(at: number, hash: Uint8Array): boolean {
    for (let index = 0; index < HASH_BYTES; index++)
      if (this.#hashes[at * HASH_BYTES + index] !== hash[index]) return false;
    return hash.length === HASH_BYTES;
  }

  hash(at: number): Uint8Array {
    return this.#hashes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES);
  }

  parentHash(at: number): Uint8Array {
    return this.#parents.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES);
  }

  place(at: number): Place {
    return { source: this.#sources[at] ?? 0, offset: this.#offsets[at] ?? 0, length: this.#lengths[at] ?? 0 };
  }

  height(at: number): number {
    return this.#heights[at] ?? 0;
  }

  setHeight(at: number, height: number): void {
    this.#heights[at] = height;
  }

  /** Whether a block of this height names the hash as its parent's. */
  hasChild(hash: Uint8Array, height: number): boolean {
    for (let at = 0; at < this.count; at++)
      if (this.#heights[at] === height && equalBytes(this.parentHash(at), hash)) return true;
    return false;
  }

  work(at: number): number {
    return this.#work[at] ?? 0;
  }
}
