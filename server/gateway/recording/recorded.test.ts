/** The recorded chains, whole: counts as in the README beside them, no check failed. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseForeignGenesis } from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import { recordedFile } from "../testing/recorded";
import { walkRecording } from "../testing/verify";
import { Recording } from "./recording";

const genesisOf = (name: string) =>
  parseForeignGenesis(JSON.parse(readFileSync(recordedFile(name) ?? "", "utf8")), nativeCrypto);

const cases = [
  {
    name: "evm-execution-apis/chain.rlp",
    genesis: "evm-execution-apis/genesis.json",
    engine: "pos",
    // Those of the file; the genesis file makes block 0 besides.
    blocks: 54,
    transactions: 249,
    seals: { notApplicable: 54 },
    chainId: 3_503_995_874_084_926,
  },
  {
    name: "evm-besu/clique.blocks",
    genesis: "evm-besu/clique_to_pos.json",
    engine: "clique",
    blocks: 5,
    transactions: 4,
    seals: { notApplicable: 1, ok: 4 },
    chainId: 4,
  },
  {
    name: "evm-besu/ibft.blocks",
    genesis: "evm-besu/ibft-genesis-2.json",
    engine: "ibft",
    blocks: 101,
    transactions: 0,
    seals: { notApplicable: 1, ok: 100 },
    chainId: 1337,
  },
  {
    name: "evm-mainnet-trin",
    genesis: null,
    engine: "pos",
    blocks: 4,
    transactions: 0,
    seals: { notApplicable: 4 },
    chainId: 1,
  },
  {
    name: "btc/bitcoinj-first-100k-blocks.dat",
    genesis: null,
    engine: "pow",
    blocks: 439,
    transactions: 446,
    seals: { ok: 439 },
    chainId: 0,
  },
  {
    name: "btc/rust-bitcoin-mainnet-0000c835.raw",
    genesis: null,
    engine: "pow",
    blocks: 1,
    transactions: 2500,
    seals: { ok: 1 },
    chainId: 0,
  },
];

describe.each(cases)("$name", ({ name, genesis, engine, blocks, transactions, seals, chainId }) => {
  const file = recordedFile(name);

  it.skipIf(!file)(`is served whole${file ? "" : " (skipped: not among the recorded files)"}`, async () => {
    const recording = await Recording.open({ paths: [file ?? ""], genesis: genesis ? genesisOf(genesis) : null });
    const made = genesis !== null && recording.notes.length === 0 && recording.earliest === 0 && name.endsWith(".rlp");
    const walked = walkRecording(recording, (height) => height > 0 || !made);
    expect(walked.failed).toEqual([]);
    expect(walked.unverified).toEqual([]);
    expect(recording.faults).toEqual([]);
    expect({ engine: recording.facts.engineAt(null), blocks: walked.blocks, seals: walked.seals }).toEqual({
      engine,
      blocks,
      seals,
    });
    if (transactions > 0 || name.includes("ibft")) expect(walked.transactions).toBe(transactions);
    if (genesis) expect(recording.facts.chainId).toBe(chainId);
    recording.close();
  });

  it.skipIf(!file || !genesis)("tells its rules without a genesis file too", async () => {
    const recording = await Recording.open({ paths: [file ?? ""] });
    const walked = walkRecording(recording);
    expect([walked.failed, walked.seals]).toEqual([[], seals]);
    recording.close();
  });
});

describe("a genesis file", () => {
  const file = recordedFile("evm-besu/clique.blocks");
  it.skipIf(!file)("of another chain is refused", async () => {
    const genesis = { ...genesisOf("evm-besu/clique_to_pos.json"), hash: new Uint8Array(32) };
    const opened = Recording.open({ paths: [file ?? ""], genesis, genesisName: "other.json" });
    await expect(opened).rejects.toThrow(/block 0 has the hash 0x[0-9a-f]{64}, but other\.json makes 0x0{64}/);
  });
});
