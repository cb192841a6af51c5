/** CRC-32C (Castagnoli), the checksum of RFC 3720 and of most logs on disk; `zlib.crc32` of Node is another polynomial. */
import { createCRC32 } from "hash-wasm";

/** Reversed, as hash-wasm takes it. */
const CASTAGNOLI = 0x82f63b78;

const hasher = await createCRC32(CASTAGNOLI);

/** @returns an unsigned 32-bit number */
export function crc32c(bytes: Uint8Array): number {
  const digest = hasher.init().update(bytes).digest("binary");
  return new DataView(digest.buffer, digest.byteOffset, 4).getUint32(0);
}
