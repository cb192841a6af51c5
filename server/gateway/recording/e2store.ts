/**
 * The container of era1 archives (e2store): records of type (2 bytes), length (4, little-endian), two zeros, and content. Content
 * of blocks is compressed in snappy's framing; every frame carries a checksum, so damage is found before anything is decoded.
 */
import snappy from "snappy";
import { concatBytes } from "#server/lib/bytes";
import type { ByteFile } from "./byte-file";
import { crc32c } from "./crc32c";
import { RecordingError } from "./errors";

export const E2STORE_TYPES = {
  version: 0x3265,
  header: 0x03,
  body: 0x04,
  receipts: 0x05,
  totalDifficulty: 0x06,
  accumulator: 0x07,
  blockIndex: 0x3266,
} as const;

const RECORD_HEADER_BYTES = 8;
/** No record of a block comes near; a longer one is damage. */
const RECORD_BYTES_MAX = 128 * 1024 * 1024;
/** By the framing's specification. */
const FRAME_BYTES_MAX = 65_536;

export interface E2Record {
  readonly type: number;
  readonly offset: number;
  readonly length: number;
}

/** A file begins with a record of type "e2" that is empty. */
export function isE2store(start: Uint8Array): boolean {
  return start.length >= 8 && [0x65, 0x32, 0, 0, 0, 0, 0, 0].every((byte, index) => start[index] === byte);
}

/** @throws RecordingError */
export function readRecord(file: ByteFile, offset: number): E2Record {
  const head = file.peek(offset, RECORD_HEADER_BYTES);
  if (head.length < RECORD_HEADER_BYTES) throw new RecordingError(file.path, "a record is cut off", { offset });
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const length = view.getUint32(2, true);
  if (view.getUint16(6, true) !== 0)
    throw new RecordingError(file.path, "a record's reserved bytes are not zero", { offset: offset + 6 });
  if (length > RECORD_BYTES_MAX || offset + RECORD_HEADER_BYTES + length > file.size)
    throw new RecordingError(file.path, `a record of ${length} bytes reaches past the end`, { offset });
  return { type: view.getUint16(0, true), offset, length };
}

export const recordEnd = ({ offset, length }: E2Record): number => offset + RECORD_HEADER_BYTES + length;

export function recordContent(file: ByteFile, { offset, length }: E2Record): Uint8Array {
  return file.read(offset + RECORD_HEADER_BYTES, length);
}

/** @throws RecordingError where a frame is malformed or its checksum is wrong */
export function uncompressed(file: ByteFile, record: E2Record): Uint8Array {
  const framed = recordContent(file, record);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < framed.length; ) {
    const type = framed[at] ?? 0;
    const length = (framed[at + 1] ?? 0) | ((framed[at + 2] ?? 0) << 8) | ((framed[at + 3] ?? 0) << 16);
    const offset = record.offset + RECORD_HEADER_BYTES + at;
    const frame = framed.subarray(at + 4, at + 4 + length);
    const expectsName = at === 0;
    at += 4 + length;
    if (at > framed.length) throw new RecordingError(file.path, "a snappy frame is cut off", { offset });
    if (expectsName && type !== 0xff)
      throw new RecordingError(file.path, "a snappy stream does not begin with its name", { offset });
    // Padding, and what may be skipped; the checks of what is left show where something is missing.
    if (type >= 0x80 && type <= 0xfe) continue;
    const data = readFrame(type, frame);
    if (typeof data === "string") throw new RecordingError(file.path, data, { offset });
    parts.push(data);
  }
  return concatBytes(parts);
}

/** @returns its content, or what is wrong with it */
function readFrame(type: number, frame: Uint8Array): Uint8Array | string {
  if (type === 0xff)
    return String.fromCharCode(...frame) === "sNaPpY" ? new Uint8Array(0) : "a snappy stream's name is wrong";
  if (type !== 0 && type !== 1) return `a snappy frame of type ${type}, expected data`;
  if (frame.length < 4) return "a snappy frame without checksum";
  const stated = new DataView(frame.buffer, frame.byteOffset, 4).getUint32(0, true);
  const content = type === 1 ? frame.subarray(4) : inflate(frame.subarray(4));
  if (content === null || content.length > FRAME_BYTES_MAX) return "a snappy frame can't be uncompressed";
  const computed = crc32c(content);
  const masked = (((computed >>> 15) | (computed << 17)) + 0xa282ead8) >>> 0;
  return masked === stated ? content : `a snappy frame's checksum is ${stated}, computed ${masked}`;
}

function inflate(frame: Uint8Array): Uint8Array | null {
  // The first bytes state the length; a damaged one must not make us reserve gigabytes.
  if (((frame[2] ?? 0) & 0x80) !== 0 && ((frame[1] ?? 0) & 0x80) !== 0 && ((frame[0] ?? 0) & 0x80) !== 0) return null;
  try {
    const content = snappy.uncompressSync(Buffer.from(frame), { asBuffer: true });
    return typeof content === "string" ? null : new Uint8Array(content);
  } catch {
    return null;
  }
}
