import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Block } from "#proto";
import { toHex } from "#server/lib/bytes";
import { BlockStore } from "./index";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chainglass-storage-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (seed: number) => new Uint8Array(32).fill(seed);
function block(height: number, hash: number, parent: number): Block {
  const receipt = {
    transactionHash: bytes(100 + hash),
    type: 0,
    cumulativeGasUsed: 1,
    gasUsed: 1,
    logsBloom: bytes(0),
    logs: [],
  };
  const made = Block.create({ height, hash: bytes(hash), parentHash: bytes(parent), header: bytes(9), size: 40 });
  return height === 0 ? made : { ...made, transactions: [{ raw: bytes(hash) }], receipts: [receipt] };
}
const change = (of: Block) => ({
  ref: { height: of.height, hash: of.hash },
  transactions: of.receipts.map((receipt) => receipt.transactionHash),
});
const genesis = block(0, 1, 0);

describe("the block store", () => {
  it("keeps blocks, the canonical index and marks over a restart", async () => {
    const store = await BlockStore.open(folder, genesis);
    const [a, b] = [block(1, 2, 1), block(1, 3, 1)];
    await store.put(a);
    await store.put(b);
    await store.moveHead({ ...{ head: a, removed: [] }, added: [change(a)] });
    await store.moveHead({ ...{ head: b }, removed: [change(a)], added: [change(b)] });
    await store.finalise(change(b).ref, { engine: "poa", turn: 4, blockHash: b.hash, seals: [] });
    await store.close();

    const again = await BlockStore.open(folder, genesis);
    expect(again.head).toEqual(change(b).ref);
    expect(again.final).toEqual(change(b).ref);
    expect(await again.transactionPlace(bytes(102))).toBeNull();
    expect(await again.transactionPlace(bytes(103))).toEqual({ block: change(b).ref, index: 0 });
    expect(await again.get(b.hash)).toMatchObject({
      final: true,
      certificate: { turn: 4 },
      receipts: [{ gasUsed: 1 }],
    });
    expect(await again.get(a.hash)).toMatchObject({ final: false });
    const above: string[] = [];
    for await (const hash of again.above(0)) above.push(toHex(hash));
    expect(above).toEqual([toHex(a.hash), toHex(b.hash)]);
    await again.close();
  });

  it("refuses another genesis by name", async () => {
    await (await BlockStore.open(folder, genesis)).close();
    await expect(BlockStore.open(folder, block(0, 7, 0))).rejects.toThrow(
      `this data directory belongs to chain 0x${toHex(genesis.hash)}, not to 0x${toHex(bytes(7))}`,
    );
  });

  it("refuses a second process", async () => {
    const store = await BlockStore.open(folder, genesis);
    await expect(BlockStore.open(folder, genesis)).rejects.toMatchObject({ code: "locked" });
    await store.close();
  });

  it("notices a changed byte", async () => {
    const store = await BlockStore.open(folder, genesis);
    await store.put(block(1, 2, 1));
    await store.close();
    const raw = new ClassicLevel<string, Uint8Array>(folder, { valueEncoding: "view" });
    const key = `b:${toHex(bytes(2))}`;
    const record = Uint8Array.from((await raw.get(key)) ?? []);
    record[10] = (record[10] ?? 0) ^ 1;
    await raw.put(key, record);
    await raw.close();
    const again = await BlockStore.open(folder, genesis);
    await expect(again.get(bytes(2))).rejects.toMatchObject({ name: "StorageError", code: "damaged" });
    await again.close();
  });
});
