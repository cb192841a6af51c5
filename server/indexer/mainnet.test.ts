/** Real mainnet blocks, replayed through the gateway into Postgres. The recordings are not part of the repository. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Replay, startReplay } from "#server/gateway";
import { type Harness, harness } from "./testing/harness";

const FOLDER = fileURLToPath(new URL("../../../shared/data/evm-mainnet-trin", import.meta.url));
const present = existsSync(FOLDER);

interface BlockRow {
  height: string;
  verified: boolean;
  canonical: boolean;
  checks: Record<string, { status: string; detail?: string }>;
}
const BLOCKS = "select height, verified, canonical, checks from blocks order by height, canonical";

describe.skipIf(!present)(`mainnet recordings${present ? "" : ` (skipped: ${FOLDER} is absent)`}`, () => {
  let at: Harness;
  let replay: Replay;

  beforeAll(async () => {
    at = await harness();
    replay = await startReplay({ paths: [FOLDER], listen: "127.0.0.1:0" });
    await at.start([{ network: "mainnet", address: replay.address }]);
    await at.until<{ recording_id: string | null }>(
      "select recording_id from networks",
      ([row]) => row?.recording_id != null,
    );
  });
  afterAll(async () => {
    await at.close();
    await replay.stop();
  });

  it("names the receipts whose block is absent, and goes on", () => {
    expect(replay.notes.join()).toContain("15573637");
  });

  it("indexes blocks 19433902 and 19433903 with every check ok", async () => {
    const blocks = await at.rows<BlockRow>(BLOCKS);
    const pair = blocks.filter(({ height }) => height === "19433902" || height === "19433903");
    expect(pair.map(({ verified }) => verified)).toEqual([true, true]);
    for (const { height, checks } of pair)
      expect(Object.fromEntries(Object.entries(checks).map(([name, { status }]) => [name, status]))).toEqual({
        hash: "ok",
        parent: height === "19433902" ? "notGiven" : "ok",
        transactions: "ok",
        senders: "ok",
        receipts: "ok",
        seal: "notApplicable",
      });
    const [counts] = await at.rows(
      `select (select count(*)::int from block_transactions where block_hash = any(h)) as transactions,
        (select count(*)::int from logs where block_hash = any(h)) as logs,
        (select array_agg(distinct type order by type) from transactions where block_hash = any(h)) as types
        from (select array_agg(hash) as h from blocks where height >= 19433902) as hashes`,
    );
    expect(counts).toEqual({ transactions: 343, logs: 573, types: [0, 1, 2, 3] });
  });

  it("says what is not given where a recording has no receipts, and which ranges it has", async () => {
    const blocks = await at.rows<BlockRow>(BLOCKS);
    expect(blocks.map(({ height, verified, checks }) => [height, verified, checks.receipts?.status])).toEqual([
      ["17034871", true, "notGiven"],
      ["17034873", true, "notGiven"],
      ["19433902", true, "ok"],
      ["19433903", true, "ok"],
    ]);
    const ranges = await at.rows<{ range: string }>(
      "select from_height || '-' || to_height as range from indexed_ranges order by 1",
    );
    expect(ranges.map(({ range }) => range)).toEqual(["17034871-17034871", "17034873-17034873", "19433902-19433903"]);
    const [unknown] = await at.rows<{ n: number }>(
      "select count(*)::int as n from transactions where status = 'unknown'",
    );
    expect(unknown?.n).toBeGreaterThan(200);
  });

  it("shows one changed byte as a failed check at that block, and the others as they were", async () => {
    await at.stop();
    await replay.stop();
    const copy = mkdtempSync(join(tmpdir(), "chainglass-recording-"));
    cpSync(FOLDER, copy, { recursive: true });
    const file = join(copy, "block_19433903_value.json");
    const text = readFileSync(file, "utf8");
    const changed = text.replace(
      /("input":"0x[0-9a-f]{40})([0-9a-f])/,
      (_, start: string, digit: string) => `${start}${digit === "0" ? "1" : "0"}`,
    );
    expect(changed).not.toBe(text);
    rmSync(file, { force: true });
    writeFileSync(file, changed);
    replay = await startReplay({ paths: [copy], listen: "127.0.0.1:0" });
    await at.start([{ network: "mainnet", address: replay.address }]);
    const blocks = await at.until<BlockRow>(BLOCKS, (rows) => rows.some(({ verified }) => !verified));
    const failed = blocks.filter(({ verified }) => !verified);
    expect(failed.map(({ height, canonical }) => [height, canonical])).toEqual([["19433903", true]]);
    expect(failed[0]?.checks.transactions?.status).toBe("failed");
    expect(failed[0]?.checks.hash?.status).toBe("ok");
    rmSync(copy, { recursive: true, force: true });
  });
});
