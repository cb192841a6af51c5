import fc from "fast-check";
import { expect, it } from "vitest";
import { toHex } from "./bytes";
import { nativeCrypto } from "./crypto-native";
import { nobleCrypto } from "./crypto-noble";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const keys = bytes(32).filter((key) => key.some((byte) => byte !== 0) && key[0] !== 0xff);

it("hashes alike, natively and in JavaScript, and keeps earlier results intact", () => {
  expect(toHex(nativeCrypto.keccak256(new Uint8Array(0)))).toBe(
    "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (data) => {
      const first = nativeCrypto.keccak256(data);
      nativeCrypto.keccak256(Uint8Array.of(1));
      expect(toHex(first)).toBe(toHex(nobleCrypto.keccak256(data)));
      expect(toHex(nativeCrypto.sha256(data))).toBe(toHex(nobleCrypto.sha256(data)));
    }),
    { numRuns: 50 },
  );
});

it("signs and recovers alike", () => {
  fc.assert(
    fc.property(bytes(32), keys, (digest, key) => {
      const signature = nativeCrypto.sign(digest, key);
      expect(toHex(signature)).toBe(toHex(nobleCrypto.sign(digest, key)));
      const publicKey = toHex(nativeCrypto.publicKey(key));
      expect(toHex(nobleCrypto.publicKey(key))).toBe(publicKey);
      for (const crypto of [nativeCrypto, nobleCrypto])
        expect(toHex(crypto.recoverPublicKey(digest, signature) ?? new Uint8Array(0))).toBe(publicKey);
    }),
    { numRuns: 20 },
  );
});

it("agrees on what is no signature, high s included", () => {
  fc.assert(
    fc.property(bytes(32), bytes(64), fc.integer({ min: 0, max: 255 }), (digest, rs, recovery) => {
      const signature = Uint8Array.from([...rs, recovery < 200 ? recovery % 2 : recovery]);
      const [native, noble] = [nativeCrypto, nobleCrypto].map((crypto) => crypto.recoverPublicKey(digest, signature));
      expect(native && toHex(native)).toBe(noble && toHex(noble));
    }),
    { numRuns: 40 },
  );
  expect(nativeCrypto.recoverPublicKey(new Uint8Array(32), new Uint8Array(65))).toBeNull();
  expect(nativeCrypto.recoverPublicKey(new Uint8Array(32), new Uint8Array(64))).toBeNull();
  for (const crypto of [nativeCrypto, nobleCrypto])
    expect(() => crypto.publicKey(new Uint8Array(32))).toThrow(RangeError);
});
