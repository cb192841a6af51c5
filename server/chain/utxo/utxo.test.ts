/** Properties of the Merkle tree, headers and scripts, over made-up values. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { DecodeError } from "../errors";
import { bytes } from "../testing/arbitraries";
import { readVector } from "../testing/recorded";
import { splitUtxoBlock } from "./block";
import { reversed, sha256d } from "./bytes";
import { decodeUtxoHeader, encodeUtxoHeader, targetOf, workOf } from "./header";
import { merkleRoot, proveUtxoTransaction, verifyUtxoProof } from "./merkle";
import { kindOf } from "./script";
import { decodeUtxoTransaction } from "./transaction";

const hashes = fc.uniqueArray(bytes(32), { minLength: 1, maxLength: 40, selector: toHex });

describe("the Merkle tree", () => {
  it("proves every transaction, and nothing else", () => {
    fc.assert(
      fc.property(hashes, fc.nat(), fc.nat({ max: 255 }), (list, pick, at) => {
        const index = pick % list.length;
        const proof = proveUtxoTransaction(list, index, nativeCrypto);
        expect(toHex(proof.root)).toBe(toHex(merkleRoot(list, nativeCrypto).root));
        expect(verifyUtxoProof(proof, nativeCrypto)).toBe(true);
        const hash = proof.hash.slice();
        hash[at % 32] = (hash[at % 32] ?? 0) ^ 1;
        expect(verifyUtxoProof({ ...proof, hash }, nativeCrypto)).toBe(false);
        expect(verifyUtxoProof({ ...proof, index: index + 2 ** proof.path.length }, nativeCrypto)).toBe(false);
        expect(verifyUtxoProof({ ...proof, path: [...proof.path, hash] }, nativeCrypto)).toBe(false);
      }),
    );
  });

  it("knows a repeated tail of the same root, and no honest list for one", () => {
    fc.assert(
      fc.property(hashes, (list) => {
        const { root, mutated } = merkleRoot(list, nativeCrypto);
        expect(mutated).toBe(false);
        if (list.length % 2 === 0) return;
        const trap = merkleRoot([...list, ...list.slice(-1)], nativeCrypto);
        expect([toHex(trap.root), trap.mutated]).toEqual(
          list.length === 1 ? [toHex(trap.root), true] : [toHex(root), true],
        );
      }),
    );
  });

  it.skipIf(readVector("bitcoin/rust-bitcoin-merkle_block.hex") === null)(
    "agrees with rust-bitcoin's partial tree",
    () => {
      const raw = fromHex(readVector("bitcoin/rust-bitcoin-merkle_block.hex")?.trim() ?? "");
      const header = decodeUtxoHeader(raw.subarray(0, 80));
      const count = new DataView(raw.buffer, raw.byteOffset).getUint32(80, true);
      const hashCount = raw[84] ?? 0;
      const flags = raw.subarray(86 + 32 * hashCount);
      let taken = 0;
      let bit = 0;
      const walk = (height: number, position: number): Uint8Array => {
        const descends = ((flags[bit >> 3] ?? 0) >> (bit & 7)) & 1;
        bit++;
        if (descends === 0 || height === 0) {
          const at = 85 + 32 * taken++;
          return raw.slice(at, at + 32);
        }
        const left = walk(height - 1, 2 * position);
        const hasRight = 2 * position + 1 < Math.ceil(count / 2 ** (height - 1));
        return sha256d(concatBytes([left, hasRight ? walk(height - 1, 2 * position + 1) : left]), nativeCrypto);
      };
      expect(toHex(reversed(walk(Math.ceil(Math.log2(count)), 0)))).toBe(toHex(header.merkleRoot));
      expect(taken).toBe(hashCount);
    },
  );
});

describe("headers", () => {
  it("survive the round trip", () => {
    fc.assert(
      fc.property(bytes(80), (raw) => {
        expect(encodeUtxoHeader(decodeUtxoHeader(raw))).toEqual(raw);
      }),
    );
  });

  it("state targets: less of one is more work", () => {
    expect(targetOf(0x1d00ffff)?.toString(16)).toBe("ffff0000000000000000000000000000000000000000000000000000");
    expect(targetOf(0x00123456)).toBeNull();
    expect(targetOf(0xff123456)).toBeNull();
    expect(targetOf(0x04923456)).toBeNull();
    expect(workOf(0x1d00ffff)).toBe(0x100010001n);
  });
});

describe("blocks and transactions", () => {
  it("are refused with a code where they are garbage", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
        for (const read of [() => splitUtxoBlock(garbage), () => decodeUtxoTransaction(garbage, nativeCrypto)])
          try {
            read();
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError);
          }
      }),
      { numRuns: 300 },
    );
  });

  it("tell the kinds of outputs apart", () => {
    const key = `02${"11".repeat(32)}`;
    expect(kindOf(fromHex(`21${key}ac`))).toBe("p2pk");
    expect(kindOf(fromHex(`5121${key}51ae`))).toBe("multisig");
    expect(kindOf(fromHex(`5121${key}52ae`))).toBe("nonstandard");
    expect(kindOf(fromHex(`5120${"22".repeat(32)}`))).toBe("p2tr");
    expect(kindOf(fromHex("6a0401020304"))).toBe("op_return");
    expect(kindOf(new Uint8Array())).toBe("nonstandard");
  });
});
