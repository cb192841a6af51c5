/**
 * A segment: a file of the log, named by its number, that begins with a sector saying whose log it is, which segment is the
 * first one still needed, and how long the segment before it was. It gets its name only when that is on disk.
 *
 *     0 magic and version   8 number   14 first needed   20 bytes of the one before (48 bits each)
 *    26 genesis hash   58 length of the node's name   59 the name, in UTF-8   508 checksum of 0..508
 */
import { join } from "node:path";
import { assert } from "#server/lib/assert";
import { to0x } from "#server/lib/bytes";
import { crc32c } from "#server/lib/crc32c";
import { StorageError } from "../record";
import type { WalDisk, WalFile } from "./disk";
import { SECTOR_BYTES } from "./record";
import type { WalOwner } from "./types";

export const SEGMENT_HEADER_BYTES = SECTOR_BYTES;
const MAGIC = "CHGLWAL";
const VERSION = 1;
const CHECKSUM_AT = SEGMENT_HEADER_BYTES - 4;
const HASH_BYTES = 32;
const NAME_BYTES_MAX = 255;
const NAME = /^(\d{10})\.wal$/;
/** A segment that was being made. */
export const UNFINISHED = /^\d{10}\.wal\.new$/;

export interface SegmentHeader {
  readonly number: number;
  /** Segments below this one are left over from a compaction. */
  readonly first: number;
  /** 0 when there was none. */
  readonly previousBytes: number;
}

export const segmentName = (number: number) => `${String(number).padStart(10, "0")}.wal`;

/** @returns null for a name that is not a segment's */
export function segmentNumber(name: string): number | null {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

export function encodeHeader(header: SegmentHeader, owner: WalOwner): Uint8Array {
  const name = new TextEncoder().encode(owner.nodeId);
  assert(name.length <= NAME_BYTES_MAX, `a node's name has at most ${NAME_BYTES_MAX} bytes: ${owner.nodeId}`);
  assert(owner.genesisHash.length === HASH_BYTES, `a genesis hash has ${HASH_BYTES} bytes`);
  const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES);
  bytes.write(MAGIC, "latin1");
  bytes.writeUInt8(VERSION, MAGIC.length);
  bytes.writeUIntBE(header.number, 8, 6);
  bytes.writeUIntBE(header.first, 14, 6);
  bytes.writeUIntBE(header.previousBytes, 20, 6);
  bytes.set(owner.genesisHash, 26);
  bytes.writeUInt8(name.length, 58);
  bytes.set(name, 59);
  bytes.writeUInt32BE(crc32c(bytes.subarray(0, CHECKSUM_AT)), CHECKSUM_AT);
  return bytes;
}

/** @throws StorageError `damaged`, `otherVersion`, `otherNode` or `otherChain` */
export function readHeader(segment: Buffer, file: string, owner: WalOwner): SegmentHeader {
  const refuse = (code: "damaged" | "otherVersion" | "otherNode" | "otherChain", what: string) =>
    new StorageError(code, `${file} ${what}`, { file, offset: 0 });
  if (segment.length < SEGMENT_HEADER_BYTES || segment.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    throw refuse("damaged", "does not begin as a segment of a write-ahead log");
  }
  if (segment.readUInt32BE(CHECKSUM_AT) !== crc32c(segment.subarray(0, CHECKSUM_AT))) {
    throw refuse("damaged", "has a header that does not carry its own checksum");
  }
  const version = segment.readUInt8(MAGIC.length);
  if (version !== VERSION) {
    throw refuse("otherVersion", `has version ${version} of the log's format; this program reads version ${VERSION}`);
  }
  const nodeId = segment.toString("utf8", 59, 59 + segment.readUInt8(58));
  const genesisHash = Uint8Array.from(segment.subarray(26, 26 + HASH_BYTES));
  if (to0x(genesisHash) !== to0x(owner.genesisHash)) {
    throw refuse("otherChain", `belongs to chain ${to0x(genesisHash)}, not to ${to0x(owner.genesisHash)}`);
  }
  if (nodeId !== owner.nodeId) throw refuse("otherNode", `belongs to node ${nodeId}, not to ${owner.nodeId}`);
  return {
    number: segment.readUIntBE(8, 6),
    first: segment.readUIntBE(14, 6),
    previousBytes: segment.readUIntBE(20, 6),
  };
}

/** Durable under its name when it resolves, with these records' bytes in it. */
export async function createSegment(
  disk: WalDisk,
  folder: string,
  header: Uint8Array,
  records: Uint8Array,
  number: number,
): Promise<WalFile> {
  const path = join(folder, segmentName(number));
  const file = await disk.create(`${path}.new`);
  try {
    await file.write(header, 0);
    if (records.length > 0) await file.write(records, header.length);
    await file.sync();
    await disk.rename(`${path}.new`, path);
    await disk.syncFolder(folder);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
