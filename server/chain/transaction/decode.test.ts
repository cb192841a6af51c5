import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createAccessList2930Tx, createFeeMarket1559Tx, createLegacyTx, type TypedTransaction } from "@ethereumjs/tx";
import { Address } from "@ethereumjs/util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { nobleCrypto } from "#server/lib/crypto-noble";
import { addressOf } from "../address";
import { DecodeError } from "../errors";
import { bytes } from "../testing/arbitraries";
import { decodeTransaction } from "./decode";
import { blobBaseFee, effectiveGasPrice, nextBaseFee } from "./fees";

const key = nativeCrypto.keccak256(Uint8Array.of(1));
const sender = toHex(addressOf(nativeCrypto.publicKey(key), nativeCrypto));
const common = new Common({ chain: Mainnet, hardfork: Hardfork.Cancun });
const beforeEip155 = new Common({ chain: Mainnet, hardfork: Hardfork.Homestead });

const fields = fc.record({
  nonce: fc.nat({ max: 1_000_000 }),
  gasLimit: fc.integer({ min: 100_000, max: 1_000_000 }),
  gasPrice: fc.bigInt({ min: 10n ** 9n, max: 2n ** 60n }),
  value: fc.bigInt({ min: 0n, max: 2n ** 200n }),
  data: fc.uint8Array({ maxLength: 100 }),
  to: fc.option(
    bytes(20).map((address) => new Address(address)),
    { nil: undefined },
  ),
  accessList: fc.array(fc.tuple(bytes(20), fc.array(bytes(32), { maxLength: 2 })), { maxLength: 2 }),
});
type Fields = typeof fields extends fc.Arbitrary<infer T> ? T : never;

function unsigned(form: number, { accessList, gasPrice, to, ...rest }: Fields): TypedTransaction {
  const base = to ? { ...rest, to } : rest;
  if (form === 0) return createLegacyTx({ ...base, gasPrice }, { common });
  if (form === 1) return createLegacyTx({ ...base, gasPrice }, { common: beforeEip155 });
  if (form === 2) return createAccessList2930Tx({ ...base, gasPrice, accessList, chainId: 1 }, { common });
  const fees = { maxFeePerGas: gasPrice, maxPriorityFeePerGas: gasPrice / 2n };
  return createFeeMarket1559Tx({ ...base, ...fees, accessList, chainId: 1 }, { common });
}

describe("decoding", () => {
  it("reads what the library signs, and recovers who signed", () => {
    fc.assert(
      fc.property(fields, fc.nat({ max: 3 }), (values, form) => {
        const tx = unsigned(form, values).sign(key);
        const raw = tx.serialize();
        const decoded = decodeTransaction(raw, {}, nativeCrypto);
        expect(toHex(decoded.hash)).toBe(toHex(tx.hash()));
        expect(toHex(decoded.sender ?? new Uint8Array(0))).toBe(sender);
        expect(decoded).toMatchObject({
          nonce: values.nonce,
          value: values.value,
          input: values.data,
          size: raw.length,
        });
        expect(decoded.recipient).toEqual(values.to?.bytes ?? null);
        expect(decoded.contractAddress === null).toBe(values.to !== undefined);
        expect(decoded.chainId).toBe(form === 1 ? null : 1);
        expect(decoded.accessList.length).toBe(form < 2 ? 0 : values.accessList.length);
        expect(effectiveGasPrice(decoded, 0n)).toBe(form === 3 ? values.gasPrice / 2n : values.gasPrice);
      }),
      { numRuns: 40 },
    );
  });

  it("never takes a changed byte for the same transaction of the same sender", () => {
    const raw = createFeeMarket1559Tx({ gasLimit: 21_000, maxFeePerGas: 9n, chainId: 1 }, { common })
      .sign(key)
      .serialize();
    fc.assert(
      fc.property(fc.nat({ max: raw.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = raw.slice();
        changed[at] = (changed[at] ?? 0) ^ flip;
        try {
          const decoded = decodeTransaction(changed, {}, nobleCrypto);
          expect(decoded.sender && toHex(decoded.sender)).not.toBe(sender);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("refuses garbage with a code", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (garbage) => {
        expect(() => decodeTransaction(garbage, {}, nativeCrypto)).toThrow(DecodeError);
      }),
    );
  });
});

describe("fees", () => {
  it("move the base fee by at most an eighth, towards the target", () => {
    const parent = { gasLimit: 1000n, baseFeePerGas: 800n };
    expect(nextBaseFee({ ...parent, gasUsed: 500n })).toBe(800n);
    expect(nextBaseFee({ ...parent, gasUsed: 1000n })).toBe(900n);
    expect(nextBaseFee({ ...parent, gasUsed: 0n })).toBe(700n);
    expect(nextBaseFee({ ...parent, gasUsed: 501n, baseFeePerGas: 1n })).toBe(2n);
  });

  it("price blobs as EIP-4844's examples do", () => {
    expect(blobBaseFee(0n)).toBe(1n);
    expect(blobBaseFee(2_314_058n)).toBe(2n);
    expect(blobBaseFee(10n * 1024n * 1024n)).toBe(23n);
  });
});
