/**
 * The cryptography at native speed: secp256k1 in C, keccak in WebAssembly, sha256 by OpenSSL. Where the native part does
 * not load (no prebuild for this machine), the pure one stands in; both agree bit by bit.
 */

import * as nodeCrypto from "node:crypto";
import { createRequire } from "node:module";
import { createKeccak } from "hash-wasm";
import type { Crypto } from "./crypto";
import { nobleCrypto } from "./crypto-noble";

const keccak = await createKeccak(256);

function loadSecp256k1(): typeof import("secp256k1") | null {
  try {
    // The package's own entry falls back to slow JavaScript silently; its bindings do not.
    const bindings: typeof import("secp256k1") = createRequire(import.meta.url)("secp256k1/bindings");
    return bindings;
  } catch {
    return null;
  }
}

const secp256k1 = loadSecp256k1();

const curve: Pick<Crypto, "sign" | "recoverPublicKey" | "publicKey"> = secp256k1
  ? {
      sign(digest, privateKey) {
        const { signature, recid } = secp256k1.ecdsaSign(digest, privateKey);
        const out = new Uint8Array(65);
        out.set(signature);
        out[64] = recid;
        return out;
      },
      recoverPublicKey(digest, signature) {
        const recoveryId = signature[64];
        if (signature.length !== 65 || digest.length !== 32 || recoveryId === undefined || recoveryId > 1) return null;
        try {
          return secp256k1.ecdsaRecover(signature.subarray(0, 64), recoveryId, digest, false).slice(1);
        } catch {
          return null;
        }
      },
      publicKey(privateKey) {
        if (privateKey.length !== 32 || !secp256k1.privateKeyVerify(privateKey))
          throw new RangeError("a private key has 32 bytes and lies between 1 and the order of the curve");
        return secp256k1.publicKeyCreate(privateKey, false).slice(1);
      },
    }
  : nobleCrypto;

/** Whether the native curve loaded. */
export const nativeCurve: boolean = secp256k1 !== null;

export const nativeCrypto: Crypto = {
  keccak256: (data) => keccak.init().update(data).digest("binary"),
  sha256: (data) => new Uint8Array(nodeCrypto.hash("sha256", data, "buffer")),
  ...curve,
};
