/** Bitcoin's block header: 80 bytes, its hash, and the target that its hash has to meet. */
import type { Crypto } from "#server/lib/crypto";
import { DecodeError } from "../errors";
import { hashOf, Reader, reversed } from "./bytes";

export const UTXO_HEADER_BYTES = 80;

export interface UtxoHeader {
  /** Signed; its upper bits signal. */
  version: number;
  /** In display order. */
  parentHash: Uint8Array;
  /** In display order. */
  merkleRoot: Uint8Array;
  /** Seconds since 1970. */
  timestamp: number;
  /** The target, compact. */
  bits: number;
  nonce: number;
}

/** @throws DecodeError */
export function decodeUtxoHeader(bytes: Uint8Array): UtxoHeader {
  if (bytes.length !== UTXO_HEADER_BYTES)
    throw new DecodeError("wrongLength", `header: ${bytes.length} bytes, expected ${UTXO_HEADER_BYTES}`);
  const reader = new Reader(bytes);
  return {
    version: reader.uint(4, "version") | 0,
    parentHash: reversed(reader.take(32, "parentHash")),
    merkleRoot: reversed(reader.take(32, "merkleRoot")),
    timestamp: reader.uint(4, "timestamp"),
    bits: reader.uint(4, "bits"),
    nonce: reader.uint(4, "nonce"),
  };
}

export function encodeUtxoHeader(header: UtxoHeader): Uint8Array {
  const out = new Uint8Array(UTXO_HEADER_BYTES);
  const view = new DataView(out.buffer);
  view.setInt32(0, header.version, true);
  out.set(reversed(header.parentHash), 4);
  out.set(reversed(header.merkleRoot), 36);
  view.setUint32(68, header.timestamp, true);
  view.setUint32(72, header.bits, true);
  view.setUint32(76, header.nonce, true);
  return out;
}

/** In display order. */
export function utxoBlockHash(header: Uint8Array, crypto: Crypto): Uint8Array {
  return hashOf(header, crypto);
}

/** The target that `bits` stands for; null where it is negative, zero or above 256 bits. */
export function targetOf(bits: number): bigint | null {
  const exponent = bits >>> 24;
  const mantissa = BigInt(bits & 0x7fffff);
  const target = exponent <= 3 ? mantissa >> BigInt(8 * (3 - exponent)) : mantissa << BigInt(8 * (exponent - 3));
  return (bits & 0x800000) !== 0 || target === 0n || target >= 2n ** 256n ? null : target;
}

/** Expected number of hashes that a block of this target takes; what chains are compared by. */
export function workOf(bits: number): bigint {
  const target = targetOf(bits);
  return target === null ? 0n : 2n ** 256n / (target + 1n);
}
