/**
 * Bitcoin hashes twice with SHA-256 and writes the result backwards. This is the one place that says so: every hash of a
 * utxo ledger (block, transaction, Merkle root, the transaction an input spends) is kept in display order, as people write
 * it, in this code, on the wire and in the database. Only what is hashed or serialised is turned round, here.
 */
import type { Crypto } from "#server/lib/crypto";
import { DecodeError } from "../errors";

/** From display order to the order of serialisation, and back. */
export function reversed(hash: Uint8Array): Uint8Array {
  // Not `slice`: of a Node Buffer that would be a view, and turn the caller's bytes round.
  return Uint8Array.from(hash).reverse();
}

/** In the order of serialisation. */
export function sha256d(data: Uint8Array, crypto: Crypto): Uint8Array {
  return crypto.sha256(crypto.sha256(data));
}

/** In display order. */
export function hashOf(data: Uint8Array, crypto: Crypto): Uint8Array {
  return sha256d(data, crypto).reverse();
}

/** Bytes that a CompactSize takes in its only allowed, shortest form. */
export function compactSizeLength(value: number): number {
  if (value < 0xfd) return 1;
  if (value <= 0xffff) return 3;
  return value <= 0xffff_ffff ? 5 : 9;
}

/** Walks over serialised bytes; every step names what it was after. Bytes are views into the input. */
export class Reader {
  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
  ) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** @throws DecodeError truncated */
  take(length: number, what: string): Uint8Array {
    if (length > this.left)
      throw new DecodeError("truncated", `${what}: ${length} bytes at ${this.at}, but ${this.left} are left`);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  uint(length: 1 | 2 | 4 | 8, what: string): number {
    let value = 0;
    const bytes = this.take(length, what);
    for (let index = length - 1; index >= 0; index--) value = value * 256 + (bytes[index] ?? 0);
    return value;
  }

  /** @throws DecodeError truncated | nonCanonicalInteger */
  compactSize(what: string): number {
    const first = this.uint(1, what);
    if (first < 0xfd) return first;
    const value = this.uint(first === 0xfd ? 2 : first === 0xfe ? 4 : 8, what);
    if (compactSizeLength(value) !== (first === 0xfd ? 3 : first === 0xfe ? 5 : 9))
      throw new DecodeError("nonCanonicalInteger", `${what}: a count of ${value} not in its shortest form`);
    return value;
  }

  skip(length: number, what: string): void {
    this.take(length, what);
  }
}
