/** The accumulator that closes an archive: SSZ's root over at most 8,192 pairs of block hash and total difficulty. */
import { nativeCrypto } from "#server/lib/crypto-native";

export interface HeaderRecord {
  readonly hash: Uint8Array;
  readonly totalDifficulty: bigint;
}

/** 2^13 = 8,192. */
const DEPTH = 13;

function pair(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(64);
  both.set(left);
  both.set(right, 32);
  return nativeCrypto.sha256(both);
}

/** 32 bytes, little-endian. */
export function littleEndian(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let index = 0, rest = value; index < 32; index++, rest >>= 8n) bytes[index] = Number(rest & 0xffn);
  return bytes;
}

/** @throws RangeError when there are more records than an archive holds */
export function accumulatorRoot(records: readonly HeaderRecord[]): Uint8Array {
  if (records.length > 2 ** DEPTH)
    throw new RangeError(`${records.length} blocks, an archive holds at most ${2 ** DEPTH}`);
  let level = records.map(({ hash, totalDifficulty }) => pair(hash, littleEndian(totalDifficulty)));
  let empty: Uint8Array = new Uint8Array(32);
  for (let depth = 0; depth < DEPTH; depth++) {
    const next: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2)
      next.push(pair(level[index] ?? empty, level[index + 1] ?? empty));
    level = next;
    empty = pair(empty, empty);
  }
  return pair(level[0] ?? empty, littleEndian(BigInt(records.length)));
}
