/** The cryptography in pure JavaScript, for browsers and for machines without the native parts; about 20 times slower. */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Crypto } from "./crypto";

export const nobleCrypto: Crypto = {
  keccak256: (data) => keccak_256(data),
  sha256: (data) => sha256(data),
  sign(digest, privateKey) {
    const recovered = secp256k1.sign(digest, privateKey, { prehash: false, format: "recovered", lowS: true });
    const signature = new Uint8Array(65);
    signature.set(recovered.subarray(1), 0);
    signature[64] = recovered[0] ?? 0;
    return signature;
  },
  recoverPublicKey(digest, signature) {
    const recoveryId = signature[64];
    if (signature.length !== 65 || digest.length !== 32 || recoveryId === undefined || recoveryId > 1) return null;
    try {
      const recovered = new Uint8Array(65);
      recovered[0] = recoveryId;
      recovered.set(signature.subarray(0, 64), 1);
      const compressed = secp256k1.recoverPublicKey(recovered, digest, { prehash: false });
      return secp256k1.Point.fromBytes(compressed).toBytes(false).slice(1);
    } catch {
      return null;
    }
  },
  publicKey(privateKey) {
    if (!secp256k1.utils.isValidSecretKey(privateKey))
      throw new RangeError("a private key has 32 bytes and lies between 1 and the order of the curve");
    return secp256k1.getPublicKey(privateKey, false).slice(1);
  },
};
