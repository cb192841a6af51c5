/**
 * The cryptography that chains of Ethereum's kind need, as a port: native in Node, pure JavaScript in a browser. All
 * implementations agree bit by bit.
 */
export interface Crypto {
  /** Keccak with 256 bits, as Ethereum uses it (not the later SHA-3 padding). */
  keccak256(data: Uint8Array): Uint8Array;
  sha256(data: Uint8Array): Uint8Array;
  /** Deterministic (RFC 6979). @returns 65 bytes: r, s (the lower of both), recovery id 0 or 1 */
  sign(digest: Uint8Array, privateKey: Uint8Array): Uint8Array;
  /** @param signature 65 bytes: r, s, recovery id 0 or 1. @returns 64 bytes x, y; null where no key fits */
  recoverPublicKey(digest: Uint8Array, signature: Uint8Array): Uint8Array | null;
  /** @returns 64 bytes x, y. @throws RangeError when the key is not between 1 and the order of the curve */
  publicKey(privateKey: Uint8Array): Uint8Array;
}
