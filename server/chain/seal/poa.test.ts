import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nativeCrypto } from "#server/lib/crypto-native";
import { addressOf } from "../address";
import { blockHash, CHAINGLASS_POA } from "../block-hash";
import { encodeExtra } from "../extra";
import { genesisHeader, parseGenesis } from "../genesis";
import { encodeHeader } from "../header";
import { verifyCertificate, verifyProposerSeal, verifyVote, voteDigest } from "./poa";
import { quorumOf } from "./quorum";
import { sealBlock } from "./signed";

const keys = [1, 2, 3, 4].map((index) => nativeCrypto.keccak256(Uint8Array.of(index)));
const validators = keys.map((key, index) => ({
  id: `v${index}`,
  address: addressOf(nativeCrypto.publicKey(key), nativeCrypto),
}));
const zero = new Uint8Array(32);

function headerIn(turn: number, proposer: number) {
  const genesis = parseGenesis({
    ...{ network: "t", chainId: 7, engine: "poa", ledger: "account", timeMs: 5, blockIntervalMs: 1, gasLimit: "5000" },
    validators: [{ id: "v0", address: `0x${"11".repeat(20)}` }],
    alloc: {},
  });
  const extraData = encodeExtra({ timeMs: 9, turn, validators: [], seal: new Uint8Array(0) });
  const coinbase = validators[proposer]?.address ?? new Uint8Array(20);
  return { ...genesisHeader(genesis, zero, nativeCrypto), number: 1, extraData, coinbase };
}

function keyOf(index: number): Uint8Array {
  const key = keys[index];
  if (!key) throw new RangeError(`no key ${index}`);
  return key;
}

describe("quorums", () => {
  it("always share an honest validator, and can be had without a third", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (n) => {
        const faulty = Math.ceil(n / 3) - 1;
        expect(2 * quorumOf(n) - n).toBeGreaterThan(faulty);
        expect(n - faulty).toBeGreaterThanOrEqual(quorumOf(n));
        expect(3 * quorumOf(n)).toBeGreaterThan(2 * n);
      }),
    );
    expect([1, 2, 3, 4, 7].map(quorumOf)).toEqual([1, 2, 3, 3, 5]);
  });
});

describe("a proposer's seal", () => {
  it("leaves the hash as it is and is accepted from whoever is in turn", () => {
    for (const turn of [1, 2, 3, 4, 1001]) {
      const header = headerIn(turn, turn % 4);
      const sealed = sealBlock(header, keyOf(turn % 4), nativeCrypto, CHAINGLASS_POA);
      expect(blockHash(CHAINGLASS_POA, encodeHeader(sealed.header), nativeCrypto)).toEqual(sealed.hash);
      expect(verifyProposerSeal(sealed.header, sealed.hash, validators, nativeCrypto)).toBeNull();
    }
  });

  it("is refused out of turn, missing, for another hash and with another coinbase", () => {
    const out = sealBlock(headerIn(2, 2), keyOf(1), nativeCrypto, CHAINGLASS_POA);
    expect(verifyProposerSeal(out.header, out.hash, validators, nativeCrypto)).toBe(
      "sealed by v1, but v2 is in turn 2",
    );
    expect(verifyProposerSeal(headerIn(2, 2), zero, validators, nativeCrypto)).toBe("the block is not sealed");
    const good = sealBlock(headerIn(2, 2), keyOf(2), nativeCrypto, CHAINGLASS_POA);
    expect(verifyProposerSeal(good.header, zero, validators, nativeCrypto)).toMatch(/sealed by 0x|no valid signature/);
    const other = sealBlock(headerIn(2, 0), keyOf(2), nativeCrypto, CHAINGLASS_POA);
    expect(verifyProposerSeal(other.header, other.hash, validators, nativeCrypto)).toMatch(/coinbase/);
    expect(verifyProposerSeal({ ...good.header, extraData: zero }, good.hash, validators, nativeCrypto)).toMatch(
      /extraData/,
    );
  });
});

describe("votes and certificates", () => {
  const subject = { chainId: 7, genesisHash: zero, turn: 3, height: 9, hash: nativeCrypto.keccak256(zero) };
  const voteOf = (index: number) => ({
    validator: validators[index]?.address ?? zero,
    signature: nativeCrypto.sign(voteDigest(subject, nativeCrypto), keyOf(index)),
  });
  const certificate = (indexes: number[]) => ({
    engine: "poa",
    turn: 3,
    blockHash: subject.hash,
    seals: indexes.map(voteOf),
  });
  const check = (indexes: number[]) => verifyCertificate(certificate(indexes), subject, validators, nativeCrypto);

  it("count each validator once and need a quorum", () => {
    expect(check([0, 1, 2])).toBeNull();
    expect(check([3, 1, 2, 0])).toBeNull();
    expect(check([0, 1])).toMatch("2 of 4");
    expect(check([0, 1, 1, 0])).toMatch("2 of 4");
    const elsewhere = { ...certificate([0, 1, 2]), turn: 4 };
    expect(verifyCertificate(elsewhere, subject, validators, nativeCrypto)).toMatch("was signed by");
    expect(
      verifyCertificate({ ...certificate([0, 1, 2]), blockHash: zero }, subject, validators, nativeCrypto),
    ).toMatch("the certificate is for");
  });

  it("bind everything that they name", () => {
    const vote = { ...subject, ...voteOf(1) };
    expect(verifyVote(vote, validators, nativeCrypto)).toBeNull();
    expect(verifyVote({ ...vote, validator: "v1" }, validators, nativeCrypto)).toBeNull();
    expect(verifyVote({ ...vote, validator: "v2" }, validators, nativeCrypto)).toMatch("v2 was signed by");
    expect(verifyVote({ ...vote, validator: "nobody" }, validators, nativeCrypto)).toBe("nobody is no validator");
    for (const other of [{ chainId: 8 }, { turn: 4 }, { height: 8 }, { hash: zero }, { genesisHash: subject.hash }])
      expect(verifyVote({ ...vote, ...other }, validators, nativeCrypto)).not.toBeNull();
  });
});
