/** EIP-225's own voting scenarios, with real signatures. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { addressOf } from "../address";
import type { Header } from "../header";
import { titled, vectorFile } from "../testing/recorded";
import { AuthoritySet } from "./authorities";
import { checkClique, cliqueDigest } from "./clique";

interface Scenario {
  readonly desc: string;
  readonly epoch?: number;
  readonly signers: string[];
  readonly blocks: { signer: string; voted?: string; auth?: boolean; checkpoint?: string[] }[];
  readonly results?: string[];
  readonly failure?: string;
}

const file = vectorFile("clique/eip-225-vectors.json");
const scenarios: Scenario[] = file ? JSON.parse(readFileSync(file, "utf8")).cases : [];

const keyOf = (name: string) => nativeCrypto.keccak256(new TextEncoder().encode(name));
const addressFor = (name: string) => addressOf(nativeCrypto.publicKey(keyOf(name)), nativeCrypto);
const sorted = (names: readonly string[]) => names.map(addressFor).sort((a, b) => (toHex(a) < toHex(b) ? -1 : 1));

function header(number: number, extraData: Uint8Array): Header {
  const zero = new Uint8Array(32);
  return {
    parentHash: zero,
    unclesHash: zero,
    coinbase: new Uint8Array(20),
    stateRoot: zero,
    transactionsRoot: zero,
    receiptsRoot: zero,
    logsBloom: new Uint8Array(256),
    difficulty: 1n,
    number,
    gasLimit: 0n,
    gasUsed: 0n,
    timestamp: number,
    extraData,
    mixHash: zero,
    nonce: new Uint8Array(8),
  };
}

const extra = (signers: readonly Uint8Array[]) =>
  Uint8Array.from([...new Uint8Array(32), ...signers.flatMap((each) => [...each]), ...new Uint8Array(65)]);

function sealed(block: Scenario["blocks"][number], number: number): Header {
  const unsealed = header(number, extra(block.checkpoint ? sorted(block.checkpoint) : []));
  if (block.voted) unsealed.coinbase = addressFor(block.voted);
  if (block.auth) unsealed.nonce = new Uint8Array(8).fill(0xff);
  const seal = nativeCrypto.sign(cliqueDigest(unsealed, nativeCrypto), keyOf(block.signer));
  unsealed.extraData.set(seal, unsealed.extraData.length - 65);
  return unsealed;
}

describe.skipIf(!file)(titled("EIP-225", file), () => {
  it("brings all its scenarios", () => expect(scenarios.length).toBe(23));

  it.each(scenarios.map((each) => [each.desc, each] as const))(
    "%s",
    (_, { signers, epoch, blocks, results, failure }) => {
      const set = new AuthoritySet("clique", epoch);
      expect(set.apply(header(0, extra(sorted(signers))), nativeCrypto)).toBeNull();
      const refusals = blocks.map((block, index) => set.apply(sealed(block, index + 1), nativeCrypto));
      expect(refusals.slice(0, -1).filter((each) => each !== null)).toEqual([]);
      if (failure === "errUnauthorizedSigner") expect(refusals.at(-1)).toMatch(/who may not/);
      else if (failure === "errRecentlySigned") expect(refusals.at(-1)).toMatch(/too early/);
      else {
        expect(refusals.at(-1)).toBeNull();
        expect(set.current()).toEqual(sorted(results ?? []));
      }
    },
  );
});

describe("Clique's seal", () => {
  it("has the difficulty of its turn", () => {
    const signers = sorted(["A", "B", "C"]);
    const names = ["A", "B", "C"].sort((a, b) => (toHex(addressFor(a)) < toHex(addressFor(b)) ? -1 : 1));
    const [first = ""] = names;
    for (const number of [3, 4]) {
      const block = sealed({ signer: first }, number);
      expect(checkClique(block, signers, nativeCrypto).status).toBe(number === 3 ? "failed" : "ok");
    }
  });
});
