/**
 * A record's bytes in a segment: a header of 32 bytes with a checksum of its own, the data, padding up to the next 32; so a
 * header never straddles a disk sector. Says of bytes that are no record whether they were never written whole or have
 * changed since. All integers are big-endian.
 *
 *     0 checksum of 4..32   4 checksum of data and padding   8 length of the data   12 kind
 *    13 sectors of zeros (24 bits)   16 known durable up to   20 term (48 bits)   26 index (48 bits)
 */
import { assert } from "#server/lib/assert";
import { crc32c } from "#server/lib/crc32c";
import type { WalKind, WalRecord } from "./types";

export const HEADER_BYTES = 32;
/** What a disk writes whole or not at all. */
export const SECTOR_BYTES = 512;
/** Above the largest frame between nodes (a block, its certificate); a longer length can only be damage. */
export const DATA_BYTES_MAX = 64 * 1024 * 1024;
/** Not zero, so that a sector which never reached the disk shows. */
const PADDING = 0xff;
const NUMBER_MAX = 2 ** 48 - 1;

const KINDS: readonly WalKind[] = ["entry", "hardState", "vote", "mark"];

export type Reading =
  | { readonly type: "record"; readonly record: WalRecord; readonly next: number }
  /** `written`: all its bytes seem to have reached the disk, so that a crash is no excuse. */
  | { readonly type: "bad"; readonly what: string; readonly written: boolean };

export function recordBytes(record: WalRecord): number {
  return HEADER_BYTES + Math.ceil(record.data.length / HEADER_BYTES) * HEADER_BYTES;
}

/**
 * @param offset where in the segment the bytes will stand
 * @param durable up to where the segment was flushed when they were written: damage below that is no torn write
 */
export function encodeRecords(records: readonly WalRecord[], offset: number, durable: number): Uint8Array {
  const bytes = Buffer.alloc(records.reduce((sum, record) => sum + recordBytes(record), 0));
  let at = 0;
  for (const record of records) {
    const { data, term, index } = record;
    assert(data.length <= DATA_BYTES_MAX, `a record of ${data.length} bytes; the limit is ${DATA_BYTES_MAX}`);
    for (const number of [term, index]) {
      assert(Number.isInteger(number) && number >= 0 && number <= NUMBER_MAX, `${number} fits a record of the log`);
    }
    const end = at + recordBytes(record);
    bytes.set(data, at + HEADER_BYTES);
    bytes.fill(PADDING, at + HEADER_BYTES + data.length, end);
    bytes.writeUInt32BE(crc32c(bytes.subarray(at + HEADER_BYTES, end)), at + 4);
    bytes.writeUInt32BE(data.length, at + 8);
    bytes.writeUInt8(KINDS.indexOf(record.kind) + 1, at + 12);
    bytes.writeUInt32BE(durable, at + 16);
    bytes.writeUIntBE(term, at + 20, 6);
    bytes.writeUIntBE(index, at + 26, 6);
    bytes.writeUIntBE(sectorsOfZeros(bytes.subarray(at, end), offset + at), at + 13, 3);
    bytes.writeUInt32BE(crc32c(bytes.subarray(at + 4, at + HEADER_BYTES)), at);
    at = end;
  }
  return bytes;
}

/** @param segment plain bytes of the whole file */
export function readRecord(segment: Buffer, offset: number): Reading {
  const header = segment.subarray(offset, offset + HEADER_BYTES);
  if (header.length < HEADER_BYTES) return { type: "bad", what: "the file ends inside a record", written: false };
  if (header.readUInt32BE(0) !== crc32c(header.subarray(4))) {
    const written = header.some((byte) => byte !== 0);
    return { type: "bad", what: "a record's header does not carry its own checksum", written };
  }
  const length = header.readUInt32BE(8);
  const kind = KINDS[header.readUInt8(12) - 1];
  if (kind === undefined)
    return { type: "bad", what: `a record of unknown kind ${header.readUInt8(12)}`, written: true };
  const end = offset + HEADER_BYTES + Math.ceil(length / HEADER_BYTES) * HEADER_BYTES;
  if (end > segment.length) return { type: "bad", what: "the file ends inside a record", written: false };
  if (header.readUInt32BE(4) !== crc32c(segment.subarray(offset + HEADER_BYTES, end))) {
    const written = sectorsOfZeros(segment.subarray(offset, end), offset) <= header.readUIntBE(13, 3);
    return { type: "bad", what: "a record's data does not carry its own checksum", written };
  }
  const data = Uint8Array.from(segment.subarray(offset + HEADER_BYTES, offset + HEADER_BYTES + length));
  const record = { term: header.readUIntBE(20, 6), index: header.readUIntBE(26, 6), kind, data };
  return { type: "record", record, next: end };
}

/** How far the segment is known to have been flushed, by the records whose headers stand at or after this offset. */
export function durableUpTo(segment: Buffer, from: number): number {
  let durable = 0;
  for (let at = from; at + HEADER_BYTES <= segment.length; at += HEADER_BYTES) {
    const stated = segment.readUInt32BE(at + 16);
    if (stated <= durable || stated > at) continue;
    if (segment.readUInt32BE(at) === crc32c(segment.subarray(at + 4, at + HEADER_BYTES))) durable = stated;
  }
  return durable;
}

/** Of the sectors that the bytes touch, those in which they are all zero. */
function sectorsOfZeros(bytes: Uint8Array, offset: number): number {
  let count = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + SECTOR_BYTES - ((offset + at) % SECTOR_BYTES));
    let zero = at;
    while (zero < end && bytes[zero] === 0) zero++;
    if (zero === end) count++;
    at = end;
  }
  return count;
}
