/** What a file holds, told by its first bytes and never by its name. */
import { UTXO_NETWORKS } from "#server/chain";
import type { ByteFile } from "./byte-file";
import { isE2store } from "./e2store";

export type Format = "json" | "rlp" | "era1" | "bitcoin-file" | "bitcoin-block";

/** A block of Bitcoin has at most 4 million bytes. */
const RAW_BLOCK_BYTES_MAX = 4_000_000;
const WHITESPACE = [0x20, 0x09, 0x0a, 0x0d];

export const FORMATS =
  "expected RLP blocks as geth exports them, an era1 archive, Ethereum's JSON, or Bitcoin's block files or raw blocks";

/** Null where it is none of them. */
export function detect(file: ByteFile): Format | null {
  const start = file.peek(0, 4096);
  const first = start.find((byte) => !WHITESPACE.includes(byte));
  if (first === 0x7b || first === 0x5b) return "json";
  if (isE2store(start)) return "era1";
  if (networkOfMagic(start) !== null) return "bitcoin-file";
  if ((start[0] ?? 0) >= 0xf8 && hasListAt(start)) return "rlp";
  const version = new DataView(start.buffer, start.byteOffset, start.length);
  const raw = file.size > 80 && file.size <= RAW_BLOCK_BYTES_MAX && start.length >= 81;
  // A version is small, or has BIP-9's bits.
  return raw && (version.getInt32(0, true) >>> 0 < 0x100 || version.getUint32(0, true) >>> 29 <= 1)
    ? "bitcoin-block"
    : null;
}

/** The rules of the network whose block frames begin so; null where no network's do. */
export function networkOfMagic(bytes: Uint8Array): string | null {
  if (bytes.length < 8) return null;
  const magic = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  return UTXO_NETWORKS.find((network) => network.magic === magic)?.rules ?? null;
}

/** A block is a list that begins with a list, its header. */
function hasListAt(start: Uint8Array): boolean {
  return (start[1 + (start[0] ?? 0) - 0xf7] ?? 0) >= 0xf8;
}
