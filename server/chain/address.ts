/** Addresses of account ledgers: of a key, and of the contract that a transaction creates. */
import type { Crypto } from "#server/lib/crypto";
import { encodeInteger, encodeRlp } from "./rlp";

/** @param publicKey 64 bytes x, y. @returns 20 bytes (Yellow Paper, appendix F) */
export function addressOf(publicKey: Uint8Array, crypto: Crypto): Uint8Array {
  return crypto.keccak256(publicKey).slice(12);
}

/** Where the contract of a creating transaction lives (Yellow Paper, section 7). */
export function contractAddressOf(sender: Uint8Array, nonce: number, crypto: Crypto): Uint8Array {
  return crypto.keccak256(encodeRlp([sender, encodeInteger(nonce)])).slice(12);
}
