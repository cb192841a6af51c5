/**
 * RLP (Yellow Paper, appendix B) with the strictness that hashes need: one value has one encoding, so whatever decodes
 * here encodes back to the same bytes. Decoded bytes are views into the input. Our own and not the library's, because the
 * library's decoder recurses as deep as its input says. Readers name the field they fail at.
 */
import { fromBigEndian, toBigEndian } from "#server/lib/bytes";
import { DecodeError } from "./errors";

/** Deeper than any format here: a transaction's access list ends at 4. */
const DEPTH_MAX = 16;

export type RlpItem = Uint8Array | RlpItem[];

export function encodeRlp(item: RlpItem): Uint8Array {
  const out = new Uint8Array(encodedLength(item));
  write(item, out, 0);
  return out;
}

function payloadLength(item: RlpItem): number {
  return Array.isArray(item) ? item.reduce((sum, child) => sum + encodedLength(child), 0) : item.length;
}

function encodedLength(item: RlpItem): number {
  if (!Array.isArray(item) && item.length === 1 && (item[0] ?? 0) < 0x80) return 1;
  const length = payloadLength(item);
  return length + 1 + (length < 56 ? 0 : encodeInteger(length).length);
}

function write(item: RlpItem, out: Uint8Array, start: number): number {
  if (!Array.isArray(item) && item.length === 1 && (item[0] ?? 0) < 0x80) {
    out.set(item, start);
    return start + 1;
  }
  const length = payloadLength(item);
  const base = Array.isArray(item) ? 0xc0 : 0x80;
  let at = start + 1;
  if (length < 56) out[start] = base + length;
  else {
    const lengthBytes = encodeInteger(length);
    out[start] = base + 55 + lengthBytes.length;
    out.set(lengthBytes, at);
    at += lengthBytes.length;
  }
  if (!Array.isArray(item)) {
    out.set(item, at);
    return at + length;
  }
  for (const child of item) at = write(child, out, at);
  return at;
}

/** Exactly one item, nothing after it. @throws DecodeError malformedRlp */
export function decodeRlp(bytes: Uint8Array, what: string): RlpItem {
  const { item, end } = read(bytes, 0, bytes.length, 0, what);
  if (end !== bytes.length) throw new DecodeError("malformedRlp", `${what}: ${bytes.length - end} bytes after the end`);
  return item;
}

function read(
  bytes: Uint8Array,
  start: number,
  limit: number,
  depth: number,
  what: string,
): { item: RlpItem; end: number } {
  const first = bytes[start];
  if (first === undefined || start >= limit) throw new DecodeError("malformedRlp", `${what}: ends too early`);
  if (first < 0x80) return { item: bytes.subarray(start, start + 1), end: start + 1 };
  const isList = first >= 0xc0;
  const short = first - (isList ? 0xc0 : 0x80);
  const lengthSize = short > 55 ? short - 55 : 0;
  const from = start + 1 + lengthSize;
  const length =
    lengthSize === 0 ? short : readLength(bytes.subarray(start + 1, Math.min(from, limit)), lengthSize, what);
  const end = from + length;
  if (end > limit) throw new DecodeError("malformedRlp", `${what}: a length of ${length} reaches past the end`);
  if (!isList) {
    const item = bytes.subarray(from, end);
    if (length === 1 && (item[0] ?? 0) < 0x80)
      throw new DecodeError("malformedRlp", `${what}: a byte below 0x80 stands for itself, without prefix`);
    return { item, end };
  }
  if (depth >= DEPTH_MAX) throw new DecodeError("malformedRlp", `${what}: lists nested deeper than ${DEPTH_MAX}`);
  const items: RlpItem[] = [];
  for (let at = from; at < end; ) {
    const child = read(bytes, at, end, depth + 1, what);
    items.push(child.item);
    at = child.end;
  }
  return { item: items, end };
}

/** How many bytes the first item takes, told from its first 9. @throws DecodeError malformedRlp */
export function rlpItemBytes(bytes: Uint8Array, what: string): number {
  const first = bytes[0];
  if (first === undefined) throw new DecodeError("malformedRlp", `${what}: ends too early`);
  if (first < 0x80) return 1;
  const short = first - (first >= 0xc0 ? 0xc0 : 0x80);
  if (short <= 55) return 1 + short;
  return 1 + (short - 55) + readLength(bytes.subarray(1, 1 + short - 55), short - 55, what);
}

function readLength(bytes: Uint8Array, size: number, what: string): number {
  if (bytes.length < size || size > 6) throw new DecodeError("malformedRlp", `${what}: a length of ${size} bytes`);
  const length = Number(fromBigEndian(bytes));
  if (bytes[0] === 0 || length < 56)
    throw new DecodeError("malformedRlp", `${what}: a length not in its shortest form`);
  return length;
}

export function encodeInteger(value: number | bigint): Uint8Array {
  return toBigEndian(BigInt(value));
}

/** @throws DecodeError wrongShape */
export function asList(item: RlpItem | undefined, what: string): RlpItem[] {
  if (!Array.isArray(item)) throw new DecodeError("wrongShape", `${what}: expected a list`);
  return item;
}

/** @throws DecodeError wrongShape | wrongFieldCount */
export function asListOf(item: RlpItem | undefined, lengths: readonly number[], what: string): RlpItem[] {
  const list = asList(item, what);
  if (!lengths.includes(list.length))
    throw new DecodeError("wrongFieldCount", `${what}: ${list.length} items, expected ${lengths.join(" or ")}`);
  return list;
}

/** @throws DecodeError wrongShape | wrongLength */
export function asBytes(item: RlpItem | undefined, what: string, lengths?: readonly number[]): Uint8Array {
  if (item === undefined || Array.isArray(item)) throw new DecodeError("wrongShape", `${what}: expected bytes`);
  if (lengths && !lengths.includes(item.length))
    throw new DecodeError("wrongLength", `${what}: ${item.length} bytes, expected ${lengths.join(" or ")}`);
  return item;
}

/** Up to 256 bits. @throws DecodeError wrongShape | nonCanonicalInteger | integerTooLarge */
export function asBigInt(item: RlpItem | undefined, what: string, bytesMax = 32): bigint {
  const bytes = asBytes(item, what);
  if (bytes.length > bytesMax)
    throw new DecodeError("integerTooLarge", `${what}: ${bytes.length} bytes, expected at most ${bytesMax}`);
  if (bytes[0] === 0) throw new DecodeError("nonCanonicalInteger", `${what}: leading zeros`);
  return fromBigEndian(bytes);
}

/** Up to 2^53 - 1. @throws DecodeError wrongShape | nonCanonicalInteger | integerTooLarge */
export function asNumber(item: RlpItem | undefined, what: string): number {
  const value = asBigInt(item, what);
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new DecodeError("integerTooLarge", `${what}: ${value}, expected at most ${Number.MAX_SAFE_INTEGER}`);
  return Number(value);
}
