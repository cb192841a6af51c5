/**
 * Records on disk carry a CRC-32 of their content: what a disk or a stray program has changed is found when it is read, and
 * never taken for data. Faults of the store are one class over a code union.
 */
import { crc32 } from "node:zlib";

export type StorageErrorCode =
  /** A record does not carry its own checksum. */
  | "damaged"
  /** The folder holds another chain. */
  | "otherChain"
  /** Another process has the folder open. */
  | "locked"
  /** What must be there is not. */
  | "missing"
  /** The folder holds another node's log. */
  | "otherNode"
  /** Written by a version that this one can't read. */
  | "otherVersion"
  /** The disk refused a write or a flush: what is there now is not known, and nothing more is written. */
  | "writeFailed"
  /** More waits to be written than memory is set aside for. */
  | "overloaded"
  /** Used after it was closed. */
  | "closed";

export class StorageError extends Error {
  override readonly name = "StorageError";
  constructor(
    readonly code: StorageErrorCode,
    message: string,
    /** Where in which file, when that is known. */
    readonly place: { readonly file: string; readonly offset: number } | null = null,
  ) {
    super(message);
  }
}

const CHECKSUM_BYTES = 4;

export function sealRecord(content: Uint8Array): Uint8Array {
  const record = new Uint8Array(CHECKSUM_BYTES + content.length);
  new DataView(record.buffer).setUint32(0, crc32(content));
  record.set(content, CHECKSUM_BYTES);
  return record;
}

/** @param what names the record in the error. @throws StorageError `damaged` */
export function openRecord(record: Uint8Array, what: string): Uint8Array {
  // LevelDB hands out Buffers, whose views are Buffers again: plain bytes from here on.
  const content = new Uint8Array(record.buffer, record.byteOffset, record.byteLength).subarray(CHECKSUM_BYTES);
  const stated =
    record.length < CHECKSUM_BYTES ? -1 : new DataView(record.buffer, record.byteOffset, CHECKSUM_BYTES).getUint32(0);
  if (stated !== crc32(content)) throw new StorageError("damaged", `${what} on disk does not carry its own checksum`);
  return content;
}
