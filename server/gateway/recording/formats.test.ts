/** Block files out of order, several files at once, and what is said of damaged ones. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blockFromUtxoBytes, rlpItemBytes, targetOf } from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import { recordedFile } from "../testing/recorded";
import { walkRecording } from "../testing/verify";
import { Recording } from "./recording";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chainglass-formats-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, bytes: Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const chain = recordedFile("evm-execution-apis/chain.rlp");

const bitcoin = recordedFile("btc/bitcoinj-first-100k-blocks.dat");

function frames(path: string, count: number): Buffer[] {
  const file = readFileSync(path);
  const found: Buffer[] = [];
  for (let at = 0; found.length < count; at += 8 + file.readUInt32LE(at + 4))
    found.push(file.subarray(at, at + 8 + file.readUInt32LE(at + 4)));
  return found;
}

describe.skipIf(!bitcoin)("Bitcoin's block files", () => {
  it("are put in order by links, over several files, with zeros between, and hidden by a key", async () => {
    const blocks = frames(bitcoin ?? "", 40);
    const shuffled = blocks.map((_, index) => blocks[(index * 17) % 40] ?? Buffer.alloc(0));
    const key = Buffer.from("1f2e3d4c5b6a7988", "hex");
    const hide = (bytes: Buffer) => bytes.map((byte, at) => byte ^ (key[at % 8] ?? 0));
    write("xor.dat", key);
    const first = write("blk00000.dat", hide(Buffer.concat([...shuffled.slice(0, 20), Buffer.alloc(100)])));
    const second = write("blk00001.dat", hide(Buffer.concat(shuffled.slice(20))));
    const recording = await Recording.open({ paths: [first, second] });
    rmSync(join(folder, "xor.dat"));
    const walked = walkRecording(recording);
    expect([walked.failed, recording.notes, recording.faults, walked.blocks]).toEqual([[], [], [], 40]);
    expect([recording.earliest, recording.highest, recording.contiguous]).toEqual([0, 39, true]);
    const tenth = blockFromUtxoBytes((blocks[10] ?? Buffer.alloc(0)).subarray(8), 10, nativeCrypto);
    expect(recording.at(10)?.hash).toEqual(tenth.hash);
    const txid = walked.last?.utxo?.transactions[0]?.hash;
    expect(txid && recording.transaction(txid)).toMatchObject({ index: 0, block: { height: 39 } });
    recording.close();
  });

  it("keep what came before a damaged frame, and serve a stale block by its hash only", async () => {
    const blocks = frames(bitcoin ?? "", 10);
    const stale = Buffer.from(blocks[9] ?? []);
    stale.writeUInt32LE(stale.readUInt32LE(8 + 76) + 1, 8 + 76);
    const cut = Buffer.concat([...blocks, stale, Buffer.from("f9beb4d9ffffff7f", "hex")]);
    const recording = await Recording.open({ paths: [write("cut.bin", cut)] });
    expect(recording.faults.map(({ offset, detail }) => [offset, detail])).toEqual([
      [cut.length - 8, expect.stringContaining("reaches past the end")],
    ]);
    expect([recording.count, recording.length, recording.highest]).toEqual([11, 10, 9]);
    recording.close();
  });

  it("show a changed header at its block and at its child, with the numbers", async () => {
    const blocks = frames(bitcoin ?? "", 10).map((each) => Buffer.from(each));
    const changed = blocks[4];
    if (changed) changed[8 + 40] = (changed[8 + 40] ?? 0) ^ 1;
    const recording = await Recording.open({ paths: [write("changed.bin", Buffer.concat(blocks))] });
    const { failed, blocks: count } = walkRecording(recording);
    expect(count).toBe(10);
    expect(failed.map(({ height, check }) => `${height} ${check}`)).toEqual(["4 transactions", "4 seal", "5 parent"]);
    expect(failed[2]?.result.stated).toMatch(/^0x0{8}/);
    expect(targetOf(0x1d00ffff)).not.toBeNull();
    recording.close();
  });
});

describe.skipIf(!chain)("RLP", () => {
  it("shows a changed header at its child, and keeps what comes before damage", async () => {
    const bytes = new Uint8Array(readFileSync(chain ?? ""));
    const first = rlpItemBytes(bytes, "file");
    const changed = bytes.slice();
    // The state root of block 1: the file commits to it in block 2 only.
    changed[100] = (changed[100] ?? 0) ^ 1;
    const recording = await Recording.open({ paths: [write("changed.rlp", changed)] });
    const { failed } = walkRecording(recording);
    expect(failed.map(({ height, check }) => [height, check])).toEqual([[2, "parent"]]);
    expect(failed[0]?.result.stated).not.toBe(failed[0]?.result.computed);
    recording.close();
    const cut = await Recording.open({ paths: [write("cut.rlp", bytes.subarray(0, first + 100))] });
    expect([cut.length, cut.faults[0]?.offset, cut.faults[0]?.file]).toEqual([1, first, join(folder, "cut.rlp")]);
    cut.close();
  });

  it("is not mixed with another ledger", async () => {
    if (!bitcoin) return;
    const mixed = await Recording.open({ paths: [chain ?? "", bitcoin] });
    expect([mixed.length, mixed.faults.map(({ message }) => message)]).toEqual([
      54,
      [expect.stringMatching(/by the rules bitcoin, but those before are by ethereum/)],
    ]);
    mixed.close();
  });
});
