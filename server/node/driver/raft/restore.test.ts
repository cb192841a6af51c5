/** What the write-ahead log brings back of a Raft node, beside what the store holds. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Block } from "#proto";
import type { RaftRecord } from "#server/consensus";
import { createLog } from "#server/lib/log";
import { BlockStore, type WalRecord } from "../../storage";
import { Library } from "../library";
import { metaOf } from "../regain";
import { MembersMarks } from "./members";
import { encodeRecord, membersRecord } from "./records";
import { restore } from "./restore";
import { childOf, facts } from "./testing/chain";

let folder = "";
let store: BlockStore;
let library: Library;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "chainglass-restore-"));
  store = await BlockStore.open(folder, facts.genesisBlock);
  library = new Library(store, facts);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const meta = (block: Block) => metaOf(block, facts);
const blocks = (...of: Block[]): RaftRecord => ({ type: "blocks", blocks: of.map(meta) });
const vote = (term: number): RaftRecord => ({ type: "hardState", term, votedFor: `v${term % 3}` });
const VOTERS = ["v0", "v1", "v2"].map((id) => ({ id, role: "voter" as const }));

/** As an earlier life of the node would have written it. */
function written(records: readonly RaftRecord[], bodies: readonly Block[]): WalRecord[] {
  const earlier = new Library(store, facts);
  const marks = new MembersMarks({ type: "members", height: 0, hash: "", members: VOTERS });
  return records.flatMap((record) => {
    for (const body of bodies) earlier.hold(body, meta(body).hash);
    return encodeRecord(record, { library: earlier, store }, marks);
  });
}

async function restored(records: readonly WalRecord[]) {
  const found = await restore({
    ...{ facts, store, library, log: createLog("test", "silent") },
    ledger: {
      account: async () => ({ balance: 0n, nonce: 0, codeHash: new Uint8Array(32) }),
      execute: async () => ({ ok: true, receipts: [] }),
    },
    records: { takeRecords: () => records, append: async () => {}, compact: async () => {} },
  });
  return found.restored;
}

async function finalise(...chain: Block[]): Promise<void> {
  for (const block of chain) {
    const ref = { height: block.height, hash: block.hash };
    await store.put(block);
    await store.moveHead({ head: ref, removed: [], added: [{ ref, transactions: [] }] });
    await store.finalise(ref, { engine: "raft", turn: meta(block).turn, blockHash: block.hash, seals: [] });
  }
}

const one = childOf(facts.genesisBlock, { term: 1, raws: [Uint8Array.of(1)] });
const two = childOf(one, { term: 1 });
const three = childOf(two, { term: 1 });
const otherTwo = childOf(one, { term: 3 });

describe("a Raft node that comes back", () => {
  it("has its last vote, and the log above what is final, with bodies", async () => {
    await finalise(one);
    const records = written([vote(1), blocks(one), vote(2), blocks(two, three)], [one, two, three]);
    const { hardState, final, certificate, log, members } = await restored(records);
    expect(hardState).toEqual({ term: 2, votedFor: "v2" });
    expect(final).toEqual(meta(one));
    expect(certificate?.hash).toBe(final.hash);
    expect(log).toEqual([meta(two), meta(three)]);
    expect(members).toEqual(VOTERS);
    expect([one, two, three].map((block) => library.held(meta(block).hash) !== undefined)).toEqual([false, true, true]);
  });

  it("has a tail that was replaced no more", async () => {
    const records = written([blocks(one, two, three), vote(3), blocks(otherTwo)], [one, two, three, otherTwo]);
    const { log } = await restored(records);
    expect(log).toEqual([meta(one), meta(otherTwo)]);
    expect(library.held(meta(three).hash)).toBeUndefined();
  });

  it("stands upon the block at which its log began anew, though the store has not marked it final", async () => {
    const stale = childOf(facts.genesisBlock, { term: 9 });
    for (const block of [one, two]) await store.put(block);
    const certificate = { turn: 1, hash: meta(two).hash, votes: [] };
    const snapshot: RaftRecord = { type: "snapshot", block: meta(two), certificate, members: VOTERS.slice(0, 2) };
    const records = written([blocks(stale), snapshot, blocks(three)], [stale, three]);
    const found = await restored(records);
    expect(found).toMatchObject({ final: meta(two), certificate, members: VOTERS.slice(0, 2), log: [meta(three)] });
    await expect(restored(written([{ ...snapshot, block: meta(three) }], []))).rejects.toMatchObject({
      code: "missing",
    });
  });

  it("knows its members by what the log says of them, or by the mark that a compaction left", async () => {
    const without = childOf(one, { term: 1, change: { type: "remove", id: "v2" } });
    await finalise(one, without);
    const rest = VOTERS.slice(0, 2);
    expect((await restored(written([blocks(one, without)], [one, without]))).members).toEqual(rest);
    expect((await restored([])).members).toEqual(VOTERS);
    const mark = membersRecord({ type: "members", height: 2, hash: meta(without).hash, members: rest });
    const back = childOf(without, { term: 1, change: { type: "addLearner", id: "v2" } });
    const records = [...written([blocks(back)], [back]), mark];
    expect(await restored(records)).toMatchObject({ members: rest, log: [meta(back)] });
  });
});
