/** Every recorded chain of Ethereum's kind, whole: counts as in the README beside the files, no check failed. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { to0x } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { CLIQUE, ETHASH, ETHEREUM, IBFT1 } from "./block-hash";
import { blockFromRlp } from "./block-rlp";
import { decodeHeader, encodeHeader } from "./header";
import { rlpItemBytes } from "./rlp";
import { AuthoritySet } from "./seal/authorities";
import { decodeIbftExtra, encodeIbftExtra } from "./seal/ibft";
import { recordedFile, titled } from "./testing/recorded";
import type { ChainBlock } from "./types";
import { verifyBlock } from "./verify/verify-block";

function readChain(path: string, rules: string): ChainBlock[] {
  const blocks: ChainBlock[] = [];
  for (let rest = new Uint8Array(readFileSync(path)); rest.length > 0; ) {
    const length = rlpItemBytes(rest, "file");
    blocks.push(blockFromRlp(rest.slice(0, length), rules, nativeCrypto));
    rest = rest.subarray(length);
  }
  return blocks;
}

function verifyChain(blocks: readonly ChainBlock[], rules: string, chainId: number) {
  return blocks.map((block, index) => {
    const before = blocks[index - 1];
    const parent = before ? { hash: before.hash, height: before.height, timeMs: before.time?.getTime() ?? 0 } : null;
    return verifyBlock({ block, parent, rules, chainId, validators: [], crypto: nativeCrypto });
  });
}

const execution = recordedFile("evm-execution-apis/chain.rlp");
const clique = recordedFile("evm-besu/clique.blocks");
const ibft = recordedFile("evm-besu/ibft.blocks");

describe.skipIf(!execution)(titled("a chain from Frontier to Osaka", execution), () => {
  it.each([ETHEREUM, ETHASH])("passes every check by the rules %s, and claims no seal", (rules) => {
    const blocks = readChain(execution ?? "", rules);
    const verified = verifyChain(blocks, rules, 3_503_995_874_084_926);
    expect(verified.flatMap(({ checks }) => Object.values(checks)).filter(({ status }) => status === "failed")).toEqual(
      [],
    );
    expect(verified.every((each) => each.verified)).toBe(true);
    expect(new Set(verified.map(({ checks }) => checks.seal.status))).toEqual(new Set(["notApplicable"]));
    expect(blocks.length).toBe(54);
    const transactions = verified.flatMap((each) => each.transactions);
    expect(transactions.length).toBe(249);
    expect([...new Set(transactions.map(({ type }) => type))].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(blocks.flatMap(({ uncles }) => uncles).length).toBe(18);
    expect(verified[0]?.checks.hash.stated).toBe(verified[0]?.checks.hash.computed);
  });
});

function walk(blocks: readonly ChainBlock[], set: AuthoritySet): ChainBlock[] {
  return blocks.map((block) => {
    const addresses = set.current();
    expect(set.apply(decodeHeader(block.header), nativeCrypto)).toBeNull();
    return addresses.length > 0 ? { ...block, authorities: { addresses } } : block;
  });
}

describe.skipIf(!clique)(titled("Besu's Clique chain", clique), () => {
  it("is sealed by the signers that genesis lists", () => {
    const blocks = walk(readChain(clique ?? "", CLIQUE), new AuthoritySet("clique"));
    const verified = verifyChain(blocks, CLIQUE, 4);
    const seals = verified.map((each) => [each.checks.seal.status, each.verified]);
    expect(verified.map(({ proposer }) => proposer && to0x(proposer))).toEqual([
      null,
      ...verified.slice(1).map(({ checks }) => checks.seal.computed),
    ]);
    expect(seals).toEqual([["notApplicable", true], ...Array(4).fill(["ok", true])]);
    expect(blocks.flatMap(({ transactions }) => transactions).length).toBe(4);
  });

  it("shows any changed byte of the extra data, and says where the signers are not known", () => {
    const blocks = readChain(clique ?? "", CLIQUE);
    const block = blocks[2];
    if (!block) throw new Error("no block");
    const [alone] = verifyChain([block], CLIQUE, 4);
    expect(alone?.checks.seal).toMatchObject({ status: "notGiven", detail: expect.stringContaining("sealed by 0x") });
    expect(alone?.verified).toBe(true);
    const addresses = [new Uint8Array(20).fill(7)];
    const [foreign] = verifyChain([{ ...block, authorities: { addresses } }], CLIQUE, 4);
    expect(foreign?.checks.seal).toMatchObject({ status: "failed", detail: expect.stringContaining("not one of") });
  });
});

describe.skipIf(!ibft)(titled("Besu's IBFT 1 chain", ibft), () => {
  it("has its own hash, proposers and committed seals right", () => {
    const blocks = walk(readChain(ibft ?? "", IBFT1), new AuthoritySet("ibft1"));
    const verified = verifyChain(blocks, IBFT1, 1337);
    expect(verified.filter((each) => !each.verified)).toEqual([]);
    expect(verified.map(({ checks }) => checks.seal.status)).toEqual(["notApplicable", ...Array(100).fill("ok")]);
    expect(verified[50]?.checks.seal.detail).toMatch(
      /proposed by 0x[0-9a-f]{40}; \d of 5 validators have committed, 4 are needed/,
    );
    expect(verified[0]?.proposer).toBeNull();
    for (const { checks, proposer } of verified.slice(1))
      expect(checks.seal.detail).toContain(`proposed by ${to0x(proposer ?? new Uint8Array(0))};`);
  });

  it("does not take a plain hash of the header, nor too few committed seals", () => {
    const naive = readChain(ibft ?? "", ETHEREUM);
    expect(verifyChain(naive.slice(0, 3), ETHEREUM, 1337)[2]?.checks.parent.status).toBe("failed");
    const block = readChain(ibft ?? "", IBFT1)[5];
    if (!block) throw new Error("no block");
    const header = decodeHeader(block.header);
    const extra = decodeIbftExtra(header.extraData);
    expect(encodeIbftExtra(extra)).toEqual(header.extraData);
    const few = { ...extra, committedSeals: extra.committedSeals.slice(0, 3) };
    const changed = { ...block, header: encodeHeader({ ...header, extraData: encodeIbftExtra(few) }) };
    expect(verifyChain([changed], IBFT1, 1337)[0]?.checks).toMatchObject({
      hash: { status: "ok" },
      seal: { status: "failed", detail: "3 of 5 validators have committed, 4 are needed" },
    });
  });
});
