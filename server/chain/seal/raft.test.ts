import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { to0x } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { addressOf } from "../address";
import { blockHash, CHAINGLASS_POA, CHAINGLASS_RAFT } from "../block-hash";
import { encodeExtra } from "../extra";
import { genesisHeader, parseGenesis } from "../genesis";
import { encodeHeader, type Header } from "../header";
import type { ChainBlock } from "../types";
import { verifyBlock } from "../verify/verify-block";
import { voteDigest } from "./poa";
import { majorityOf } from "./quorum";
import { acknowledgementDigest, verifyAcknowledgement, verifyRaftCertificate, verifyRaftProposer } from "./raft";
import { sealBlock } from "./signed";

const keys = [1, 2, 3, 4, 5].map((index) => nativeCrypto.keccak256(Uint8Array.of(index)));
const validators = keys.map((key, index) => ({
  id: `s${index + 1}`,
  address: addressOf(nativeCrypto.publicKey(key), nativeCrypto),
}));
const genesis = parseGenesis({
  ...{ network: "t", chainId: 7, engine: "raft", ledger: "account", timeMs: 5, blockIntervalMs: 1, gasLimit: "5000" },
  validators: validators.map(({ id, address }) => ({ id, address: to0x(address) })),
  alloc: {},
});
const zero = new Uint8Array(32);
const genesisHash = blockHash(CHAINGLASS_RAFT, encodeHeader(genesisHeader(genesis, zero, nativeCrypto)), nativeCrypto);
const chain = { chainId: 7, genesisHash };

function keyOf(index: number): Uint8Array {
  const key = keys[index];
  if (!key) throw new RangeError(`no key ${index}`);
  return key;
}

function headerOf(term: number, leader: number, more: Partial<Header> = {}): Header {
  const extraData = encodeExtra({ timeMs: 9000, turn: term, validators: [], seal: new Uint8Array(0) });
  const coinbase = validators[leader]?.address ?? new Uint8Array(20);
  const first = genesisHeader(genesis, zero, nativeCrypto);
  return { ...first, mixHash: zero, number: 1, parentHash: genesisHash, timestamp: 9, extraData, coinbase, ...more };
}

const sealed = (header: Header, leader: number) => sealBlock(header, keyOf(leader), nativeCrypto, CHAINGLASS_RAFT);
const judge = ({ header, hash }: { header: Header; hash: Uint8Array }) =>
  verifyRaftProposer(header, hash, validators, nativeCrypto);

describe("a leader's seal", () => {
  it("leaves the hash as it is and is accepted from any validator in any term", () => {
    for (const [term, leader] of [
      [1, 0],
      [1, 4],
      [7, 2],
    ] as const) {
      const block = sealed(headerOf(term, leader), leader);
      expect(blockHash(CHAINGLASS_RAFT, encodeHeader(block.header), nativeCrypto)).toEqual(block.hash);
      expect(judge(block)).toBeNull();
    }
  });

  it("is refused from a stranger, with another coinbase, missing, damaged, of term 0, and given for another engine", () => {
    const stranger = nativeCrypto.keccak256(zero);
    const address = addressOf(nativeCrypto.publicKey(stranger), nativeCrypto);
    const foreign = sealBlock(headerOf(3, 0, { coinbase: address }), stranger, nativeCrypto, CHAINGLASS_RAFT);
    expect(judge(foreign)).toBe(`sealed by ${to0x(address)}, who is none of the 5 validators`);
    expect(judge(sealed(headerOf(3, 1), 2))).toMatch("expected the proposer's address");
    expect(judge({ header: headerOf(3, 1), hash: zero })).toBe("the block is not sealed");
    expect(judge({ ...sealed(headerOf(3, 1), 1), hash: zero })).toMatch(/none of the 5|no valid signature/);
    expect(judge(sealed(headerOf(0, 1), 1))).toMatch("term is 0");
    expect(judge(sealBlock(headerOf(3, 1), keyOf(1), nativeCrypto, CHAINGLASS_POA))).toMatch(/none of the 5/);
    expect(verifyRaftProposer(headerOf(3, 1), zero, [], nativeCrypto)).toMatch("no validators are known");
  });
});

describe("acknowledgements and certificates", () => {
  const subject = { ...chain, term: 2, height: 9, hash: nativeCrypto.keccak256(zero) };
  const acknowledge = (index: number, term = subject.term) => ({
    validator: validators[index]?.address ?? zero,
    signature: nativeCrypto.sign(acknowledgementDigest({ ...subject, term }, nativeCrypto), keyOf(index)),
  });
  const certificate = (indexes: number[], turn = subject.term) => ({
    engine: "raft",
    turn,
    blockHash: subject.hash,
    seals: indexes.map((index) => acknowledge(index, turn)),
  });
  const check = (indexes: number[]) => verifyRaftCertificate(certificate(indexes), subject, validators, nativeCrypto);

  it("count each voter once and need a majority", () => {
    expect(check([0, 2, 4])).toBeNull();
    expect(check([4, 3, 2, 1, 0])).toBeNull();
    expect(check([0, 1])).toBe("2 of 5 validators have signed, 3 are needed");
    expect(check([0, 1, 1, 0])).toMatch("2 of 5");
    expect(check([])).toMatch("0 of 5");
    expect([1, 2, 3, 4, 5, 6, 7].map(majorityOf)).toEqual([1, 2, 2, 3, 3, 4, 4]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (n) => {
        expect(2 * majorityOf(n)).toBeGreaterThan(n);
        expect(2 * (majorityOf(n) - 1)).toBeLessThanOrEqual(n);
      }),
    );
  });

  // Raft paper, figure 8: S1 leads term 4 and brings its block of term 2 to a majority; S5 may still replace it.
  it("refuse a block of an older term, however many have acknowledged it in a later one", () => {
    for (const indexes of [
      [0, 1, 2],
      [0, 1, 2, 3, 4],
    ])
      expect(verifyRaftCertificate(certificate(indexes, 4), subject, validators, nativeCrypto)).toBe(
        "acknowledged in term 4, but the block is of term 2: only its own term counts",
      );
    // The same, with the term restated: the signatures are of term 4 all the same.
    const restated = { ...certificate([0, 1, 2], 4), turn: 2 };
    expect(verifyRaftCertificate(restated, subject, validators, nativeCrypto)).toMatch("of s1 was signed by");
    const mixed = { ...certificate([0, 1]), seals: [acknowledge(0), acknowledge(1), acknowledge(2, 4)] };
    expect(verifyRaftCertificate(mixed, subject, validators, nativeCrypto)).toMatch("of s3 was signed by");
  });

  it("are for one block", () => {
    const other = { ...certificate([0, 1, 2], 4), blockHash: zero };
    expect(verifyRaftCertificate(other, subject, validators, nativeCrypto)).toMatch("the certificate is for 0x00");
    const elsewhere = { ...subject, chainId: 8 };
    expect(verifyRaftCertificate(certificate([0, 1, 2]), elsewhere, validators, nativeCrypto)).toMatch("signed by");
  });

  it("bind everything that they name, and are no votes of proof of authority", () => {
    const good = { ...subject, ...acknowledge(1) };
    const refusal = (more: object) => verifyAcknowledgement({ ...good, ...more }, validators, nativeCrypto);
    expect(refusal({})).toBeNull();
    expect(refusal({ validator: "s2" })).toBeNull();
    expect(refusal({ validator: "s3" })).toMatch("the acknowledgement of s3 was signed by");
    expect(refusal({ validator: "nobody" })).toBe("nobody is no validator");
    for (const more of [{ chainId: 8 }, { term: 3 }, { height: 8 }, { hash: zero }, { genesisHash: subject.hash }])
      expect(refusal(more)).not.toBeNull();
    const vote = nativeCrypto.sign(voteDigest({ ...subject, turn: subject.term }, nativeCrypto), keyOf(1));
    expect(refusal({ signature: vote })).not.toBeNull();
    expect(refusal({ signature: vote.subarray(1) })).toMatch("no valid signature");
  });
});

describe("a block of Raft, verified", () => {
  const parent = { hash: genesisHash, height: 0, timeMs: 5, turn: 3 };
  const verify = (header: Header, more: Partial<ChainBlock> = {}) => {
    const hash = blockHash(CHAINGLASS_RAFT, encodeHeader(header), nativeCrypto);
    const block: ChainBlock = {
      ...{ hash, height: header.number, parentHash: header.parentHash, time: new Date(9000) },
      ...{ header: encodeHeader(header), transactions: [], receipts: [], unavailable: [], size: 1, final: true },
      ...{ discrepancies: [], uncles: [], ...more },
    };
    return verifyBlock({ block, parent, rules: CHAINGLASS_RAFT, validators, ...chain, crypto: nativeCrypto });
  };
  const certified = ({ header, hash }: { header: Header; hash: Uint8Array }, term: number) => {
    const seals = [0, 1, 2].map((index) => {
      const digest = acknowledgementDigest({ ...chain, term, height: header.number, hash }, nativeCrypto);
      return { validator: validators[index]?.address ?? zero, signature: nativeCrypto.sign(digest, keyOf(index)) };
    });
    return { engine: "raft", turn: term, blockHash: hash, seals };
  };

  it("says who led and who has acknowledged", () => {
    const block = sealed(headerOf(4, 1), 1);
    const { checks, verified, proposer } = verify(block.header, { certificate: certified(block, 4) });
    expect(verified).toBe(true);
    expect(proposer).toEqual(validators[1]?.address);
    expect(checks.seal.detail).toBe(
      "sealed by s2, who led term 4; 3 of 5 validators have acknowledged it in that term",
    );
    expect(checks.parent.detail).toBe("the hash of block 0, its height, time and term: 4 after 3");
  });

  it("fails with acknowledgements of a later term, but not for want of a certificate of its own", () => {
    const block = sealed(headerOf(4, 1), 1);
    const { checks, verified } = verify(block.header, { certificate: certified(block, 6) });
    expect(checks.seal).toMatchObject({
      status: "failed",
      detail: expect.stringContaining("in term 6, but the block"),
    });
    expect(verified).toBe(false);
    const later = { ...certified(block, 6), blockHash: zero };
    expect(verify(block.header, { certificate: later }).checks.seal).toMatchObject({
      status: "ok",
      detail: expect.stringContaining("is a later block's"),
    });
  });

  it("fails where its term is below its parent's, and not where it is the same", () => {
    const checks = (term: number) => verify(sealed(headerOf(term, 1), 1).header).checks;
    expect(checks(2).parent).toEqual({ status: "failed", detail: "term 2 is below the parent's, 3" });
    expect(checks(3).parent.status).toBe("ok");
  });
});
