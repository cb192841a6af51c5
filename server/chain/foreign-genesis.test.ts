import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { blockFromRlp } from "./block-rlp";
import { GenesisError } from "./errors";
import { parseForeignGenesis, rulesOf } from "./foreign-genesis";
import { decodeHeader } from "./header";
import { rlpItemBytes } from "./rlp";
import { recordedFile, titled } from "./testing/recorded";

const cases = [
  ["evm-execution-apis/genesis.json", "evm-execution-apis/chain.rlp", "ethash", 3_503_995_874_084_926],
  ["evm-besu/clique_to_pos.json", "evm-besu/clique.blocks", "clique", 4],
  ["evm-besu/ibft-genesis-2.json", "evm-besu/ibft.blocks", "ibft1", 1337],
] as const;

describe.each(cases)("%s", (genesisName, chainName, rules, chainId) => {
  const file = recordedFile(genesisName);
  it.skipIf(!file)(titled("has the hash that the chain begins with", file), () => {
    const genesis = parseForeignGenesis(JSON.parse(readFileSync(file ?? "", "utf8")), nativeCrypto);
    expect([genesis.rules, genesis.chainId]).toEqual([rules, chainId]);
    const bytes = new Uint8Array(readFileSync(recordedFile(chainName) ?? ""));
    const first = blockFromRlp(bytes.slice(0, rlpItemBytes(bytes, "file")), rules, nativeCrypto);
    expect(toHex(genesis.hash)).toBe(toHex(first.height === 0 ? first.hash : first.parentHash));
    if (first.height === 0) expect(rulesOf(decodeHeader(first.header))).toBe(rules);
  });
});

describe("a genesis file", () => {
  it("that can't be used is refused by field", () => {
    expect(() => parseForeignGenesis([], nativeCrypto)).toThrow(GenesisError);
    expect(() => parseForeignGenesis({ config: {}, gasLimit: "lots" }, nativeCrypto)).toThrow(/gasLimit/);
    expect(() => parseForeignGenesis({ config: {}, gasLimit: 1, alloc: { ab: {} } }, nativeCrypto)).toThrow(/alloc/);
  });
});
