/** A recorded chain over real gRPC: block 0 from its genesis file, each block's own engine, and a head that moves at a pace. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Replay, startReplay } from "#server/gateway";
import { recordedFile } from "#server/gateway/testing";
import { type Harness, harness } from "./testing/harness";

const [chain, genesis] = [
  recordedFile("evm-execution-apis/chain.rlp"),
  recordedFile("evm-execution-apis/genesis.json"),
];

describe.skipIf(!chain || !genesis)("a recorded chain", () => {
  let folder: string;
  let at: Harness;
  let replay: Replay;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "chainglass-chain-"));
    copyFileSync(chain ?? "", join(folder, "chain.rlp"));
    copyFileSync(genesis ?? "", join(folder, "genesis.json"));
    at = await harness();
  });
  afterEach(async () => {
    await at.close();
    await replay.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has block 0, and each block the engine of its fork", async () => {
    replay = await startReplay({ paths: [folder], listen: "127.0.0.1:0" });
    await at.start([{ network: "recorded", address: replay.address }]);
    await at.until<{ n: number }>("select count(*)::int as n from blocks", ([row]) => row?.n === 55);
    const engines = await at.rows(
      `select consensus->>'engine' as engine, min(height)::int as first, max(height)::int as last,
        bool_and(verified) as verified, sum(transaction_count)::int as transactions from blocks group by 1 order by 2`,
    );
    expect(engines).toEqual([
      { engine: "ethash", first: 0, last: 35, verified: true, transactions: expect.any(Number) },
      { engine: "pos", first: 36, last: 54, verified: true, transactions: expect.any(Number) },
    ]);
    expect(await at.rows("select from_height::int as f, to_height::int as t from indexed_ranges")).toEqual([
      { f: 0, t: 54 },
    ]);
  });

  it("is followed while its head advances, and goes on where it was after a restart", async () => {
    replay = await startReplay({ paths: [folder], listen: "127.0.0.1:0", blocksPerSecond: 8 });
    const source = [{ network: "recorded", address: replay.address }];
    await at.start(source);
    const headAbove = (height: number) =>
      at.until<{ head: number }>("select head_height::int as head from networks", ([row]) => (row?.head ?? 0) > height);
    await headAbove(5);
    expect(await at.rows("select engine from networks")).toEqual([{ engine: "ethash" }]);
    await at.stop();
    await at.start(source);
    await headAbove(53);
    expect(await at.rows("select engine, head_height::int as head from networks")).toEqual([
      { engine: "pos", head: 54 },
    ]);
    const [counts] = await at.rows(
      "select count(*)::int as blocks, sum(transaction_count)::int as transactions, bool_and(verified) as verified from blocks",
    );
    expect(counts).toEqual({ blocks: 55, transactions: 249, verified: true });
    const frames = await at.rows<{ n: number }>(
      "select count(*)::int as n from live_frames where topic = 'blocks' and type = 'block.added'",
    );
    expect(frames[0]?.n).toBeGreaterThan(30);
  });
});
