/** A genesis file among the blocks: taken where it fits, left aside with a sentence where it does not; block 0 follows from it. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeHeader, parseForeignGenesis } from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import { recordedFile } from "../testing/recorded";
import { walkRecording } from "../testing/verify";
import { Recording } from "./recording";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "chainglass-genesis-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folderOf(...files: string[]): string {
  const folder = mkdtempSync(join(root, "chain-"));
  for (const name of files) copyFileSync(recordedFile(name) ?? "", join(folder, name.split("/").at(-1) ?? name));
  return folder;
}

const [chain, genesisJson] = ["evm-execution-apis/chain.rlp", "evm-execution-apis/genesis.json"];

describe.skipIf(!recordedFile(chain))("a genesis file among the blocks", () => {
  it("is taken, and makes block 0", async () => {
    const folder = folderOf(chain, genesisJson, "evm-execution-apis/forkenv.json");
    const recording = await Recording.open({ paths: [folder] });
    const walked = walkRecording(recording);
    expect([recording.faults, walked.failed, walked.unverified]).toEqual([[], [], []]);
    expect(recording.notes).toEqual([
      `${folder}/genesis.json: a genesis file; taken as this chain's`,
      `${folder}/forkenv.json: neither blocks nor receipts; left aside`,
    ]);
    expect([recording.earliest, recording.highest, walked.blocks, walked.transactions]).toEqual([0, 54, 55, 249]);
    expect(walked.checksOf(1)?.parent.status).toBe("ok");
    const [zero, one] = [recording.at(0), recording.at(1)];
    expect(zero?.hash).toEqual(one?.parentHash);
    expect(zero && decodeHeader(zero.header)).toMatchObject({ number: 0, difficulty: 0x20000n, timestamp: 0 });
    recording.close();
  });

  it("makes block 0 where it is given by name, and other content has another name", async () => {
    const genesis = parseForeignGenesis(
      JSON.parse(readFileSync(recordedFile(genesisJson) ?? "", "utf8")),
      nativeCrypto,
    );
    const paths = [recordedFile(chain) ?? ""];
    const [given, bare] = [await Recording.open({ paths, genesis }), await Recording.open({ paths })];
    expect([given.earliest, bare.earliest]).toEqual([0, 1]);
    expect(given.fingerprint).not.toBe(bare.fingerprint);
    given.close();
    bare.close();
  });

  it("is left aside where it is another chain's, and where it can't be used its field is named", async () => {
    const folder = folderOf(chain, "evm-besu/clique_to_pos.json");
    const other = await Recording.open({ paths: [folder] });
    expect([other.earliest, other.faults, other.notes.at(-1)]).toEqual([
      1,
      [],
      expect.stringMatching(/block 1 follows a genesis block with the hash .* but .*clique_to_pos\.json makes/),
    ]);
    other.close();
    writeFileSync(join(folder, "clique_to_pos.json"), '{"config": {"chainId": "x"}, "gasLimit": "0x1"}');
    const bad = await Recording.open({ paths: [folder] });
    expect(bad.faults.map(({ message }) => message)).toEqual([
      expect.stringMatching(/clique_to_pos\.json: at byte 0: genesis: config\.chainId: expected a number/),
    ]);
    bad.close();
  });

  it("of two chains in one folder decides nothing: the second chain is refused by its block 0", async () => {
    const besu = ["clique.blocks", "clique_to_pos.json", "ibft-genesis-2.json", "ibft.blocks"];
    const recording = await Recording.open({ paths: [folderOf(...besu.map((name) => `evm-besu/${name}`))] });
    expect(recording.notes.map((note) => note.replace(/^.*\//, ""))).toEqual([
      "clique_to_pos.json: a genesis file; left aside, since there are several: one can be named with --genesis",
      "ibft-genesis-2.json: a genesis file; left aside, since there are several: one can be named with --genesis",
    ]);
    expect(recording.faults.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^block 0 has the hash .*: another chain$/),
    ]);
    expect([recording.length, walkRecording(recording).failed]).toEqual([5, []]);
    recording.close();
  });
});
