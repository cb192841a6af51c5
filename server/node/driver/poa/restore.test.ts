/** What a validator has voted for must be here when it comes back, or it does not come back. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeExtra, ownBlockHash, parseGenesis } from "#server/chain";
import { fromHex, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { createLog } from "#server/lib/log";
import { BlockStore, type WalRecord } from "../../storage";
import { blockOf } from "../block";
import { chainFacts } from "../chain-facts";
import { encodeJson } from "../json";
import { metaOf } from "../regain";
import { restore } from "./restore";

let folder = "";
let store: BlockStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "chainglass-restore-"));
  store = await BlockStore.open(folder, facts.genesisBlock);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const genesis = parseGenesis({
  ...{ network: "t", chainId: 7, engine: "poa", ledger: "account", timeMs: 1_000, blockIntervalMs: 100 },
  ...{ gasLimit: "30000000", alloc: {} },
  validators: [1, 2].map((n) => ({ id: `v${n}`, address: `0x${String(n).repeat(40)}` })),
});
const facts = chainFacts({
  ...{ self: "v1", privateKey: fromHex("11".repeat(32)) },
  ...{ genesis, genesisRoot: new Uint8Array(32) },
});

function child(parent: Uint8Array, height: number, turn: number) {
  const extraData = encodeExtra({ timeMs: 1_000 + height, turn, validators: [], seal: new Uint8Array(65) });
  const header = { ...facts.genesisHeader, parentHash: parent, number: height, extraData };
  return blockOf(ownBlockHash(header, nativeCrypto), header, [], []);
}

const voteFor = (block: ReturnType<typeof child>): WalRecord => {
  const meta = metaOf(block, facts);
  const vote = {
    turn: meta.turn,
    height: meta.height,
    hash: meta.hash,
    validator: "v1",
    signature: new Uint8Array(65),
  };
  return { term: meta.turn, index: meta.turn, kind: "vote", data: encodeJson({ type: "vote", vote, block: meta }) };
};

const restored = (records: readonly WalRecord[]) =>
  restore({
    ...{ facts, store, log: createLog("test", "silent") },
    ledger: {
      account: async () => ({ balance: 0n, nonce: 0, codeHash: new Uint8Array(32) }),
      execute: async () => ({ ok: true, receipts: [] }),
    },
    records: { takeRecords: () => records, append: async () => {}, compact: async () => {} },
  });

describe("a validator that comes back", () => {
  it("has the blocks above the final one, and its vote", async () => {
    const block = child(facts.genesisHash, 1, 1);
    await store.put(block);
    const { blocks, records } = await restored([voteFor(block)]);
    expect(blocks.map(({ hash }) => hash)).toEqual([toHex(block.hash)]);
    expect(records[0]?.vote.hash).toBe(toHex(block.hash));
  });

  it("refuses when the block of its last vote is gone, or hangs in the air", async () => {
    const first = child(facts.genesisHash, 1, 1);
    const second = child(first.hash, 2, 2);
    await expect(restored([voteFor(second)])).rejects.toMatchObject({ code: "damaged" });
    await store.put(second);
    await expect(restored([voteFor(second)])).rejects.toThrow(/the block of this node's last vote, 2 0x/);
    await store.put(first);
    expect((await restored([voteFor(second)])).blocks).toHaveLength(2);
  });

  it("goes on when finality has passed by the fork that it voted for", async () => {
    const final = child(facts.genesisHash, 1, 2);
    const loser = child(facts.genesisHash, 1, 1);
    const voted = child(loser.hash, 2, 3);
    for (const block of [final, loser, voted]) await store.put(block);
    const ref = { height: 1, hash: final.hash };
    await store.moveHead({ head: ref, removed: [], added: [{ ref, transactions: [] }] });
    await store.finalise(ref, { engine: "poa", turn: 2, blockHash: final.hash, seals: [] });
    const { blocks, records } = await restored([voteFor(voted)]);
    expect(blocks).toEqual([]);
    expect(records).toHaveLength(1);
  });
});
