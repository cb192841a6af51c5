/** Damage is planted in a real database beside a running indexer: each kind is found, said, and mended. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toHex } from "#server/lib/bytes";
import { differences, digestChain } from "../digest";
import { tokenLog, transfer } from "../testing/blocks";
import { type Harness, harness } from "../testing/harness";
import { ScriptedNode } from "../testing/scripted-node";
import { AUDIT_LIMITS } from "./auditor";

const QUICK = { ...AUDIT_LIMITS, pauseMs: 50, pauseFactor: 0.5, blocksMax: 20 };
const BLOCKS = 60;
const MENDED_MS_MAX = 20_000;

let at: Harness;
let node: ScriptedNode;

const digest = () => digestChain((statement, values) => at.rows(statement, values), "test");
const walked = (atLeast: number) =>
  at.until<{ at: string }>(
    "select extract(epoch from checked_at)::text as at from audits",
    ([row]) => Number(row?.at ?? 0) > atLeast,
  );

beforeEach(async () => {
  at = await harness();
  node = new ScriptedNode("one");
  let nonce = 0;
  const next = () => {
    const transaction = transfer(nonce, (nonce % 7).toString(16).padStart(40, "b"));
    return { ...transaction, logs: nonce++ % 2 === 0 ? [tokenLog(nonce), tokenLog(nonce + 1)] : [] };
  };
  for (let height = 0; height < BLOCKS; height++) node.mine(height === 0 ? [] : [next(), next()]);
  const final = node.chain[30];
  if (final) node.final = final;
  await node.start();
  await at.start([{ network: "test", address: node.address }], QUICK);
  await at.until<{ head: string; final: string }>(
    "select encode(head_hash, 'hex') as head, encode(final_hash, 'hex') as final from networks",
    ([row]) =>
      row?.head === toHex(node.head?.hash ?? new Uint8Array()) && row.final === toHex(final?.hash ?? new Uint8Array()),
  );
});

afterEach(async () => {
  await at.close();
  await node.stop();
});

const DAMAGE: Record<string, string> = {
  "deleted transactions": "delete from transactions where block_height between 10 and 12",
  "deleted places in blocks":
    "delete from block_transactions where block_hash = (select hash from blocks where height = 20)",
  "deleted logs": "delete from logs where height = 15",
  "deleted address rows": "delete from address_transactions where height = 33",
  "a deleted address": `delete from addresses where address = '\\x${"b".repeat(39)}3'`,
  "a flipped canonical flag": "update blocks set canonical = false where height = 40",
  "a flipped canonical flag below the final block": "update blocks set canonical = false where height = 5",
  "a changed value": "update transactions set value = value + 1 where block_height = 22",
  "a changed status": "update transactions set status = 'failed' where block_height = 50",
  "an altered log": "update logs set data = '\\xdead' where height = 25",
  "an added log":
    "insert into logs select network, block_hash, 90, transaction_hash, transaction_index, height, address, topic0, topic1, topic2, topic3, data from logs where height = 27 limit 1",
  "a deleted block": "delete from blocks where height = 35",
  "a deleted block with all that belongs to it":
    "with gone as (delete from blocks where height = 36 returning hash), t as (delete from block_transactions where block_hash in (select hash from gone)), l as (delete from logs where block_hash in (select hash from gone)) delete from transactions where block_hash in (select hash from gone)",
  "a second canonical block":
    "insert into blocks select (b).* from (select jsonb_populate_record(x, jsonb_build_object('hash', '\\x' || repeat('ab', 32))) as b from blocks x where height = 45) y",
  "an altered header": "update blocks set state_root = '\\x00', gas_used = 1 where height = 8",
  "a transaction moved to no block": `update transactions set block_hash = '\\x${"cd".repeat(32)}' where block_height = 18`,
  "a failed check that was made right":
    "update blocks set verified = false, checks = jsonb_set(checks, '{hash,status}', '\"failed\"') where height = 28",
  "a range with a hole": "update indexed_ranges set from_height = 3",
};

describe("audit", () => {
  it("finds nothing where nothing is wrong", async () => {
    const before = await digest();
    for (let i = 0; i < 4; i++) {
      const [row] = await at.rows<{ at: string }>(
        "select coalesce(max(extract(epoch from checked_at)), 0)::text as at from audits",
      );
      await walked(Number(row?.at ?? 0));
    }
    expect(await at.rows("select * from audit_findings")).toEqual([]);
    expect(differences(before, await digest(), true)).toEqual([]);
  });

  it(`finds and mends each of ${Object.keys(DAMAGE).length} kinds of damage`, async () => {
    const before = await digest();
    let findings = 0;
    for (const [name, statement] of Object.entries(DAMAGE)) {
      await at.rows(statement);
      expect(differences(before, await digest()), `${name} is no damage`).not.toEqual([]);
      const deadline = Date.now() + MENDED_MS_MAX;
      while (differences(before, await digest()).length > 0 && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(differences(before, await digest()), `${name} is not mended`).toEqual([]);
      const rows = await at.until<{ id: number }>("select id from audit_findings", (found) => found.length > findings);
      findings = rows.length;
    }
    await at.until("select 1 from audits where repaired = findings", (rows) => rows.length === 1);
    const [final] = await at.rows("select count(*)::int as blocks from blocks where canonical and final");
    expect(final).toEqual({ blocks: 31 });
  }, 180_000);

  it("says what it can't mend, once", async () => {
    // The source holds no final block of ours: it may not rewrite anything.
    await at.rows("update networks set final_hash = '\\x00'");
    await at.rows("update transactions set value = 5 where block_height = 22");
    await at.until<unknown>("select 1 from audit_findings where repaired_at is null", (rows) => rows.length === 1);
    const [row] = await at.rows<{ at: string }>("select extract(epoch from checked_at)::text as at from audits");
    for (let i = 1; i <= 5; i++) await walked(Number(row?.at ?? 0) + i * 0.1);
    expect(await at.rows("select detail from audit_findings")).toEqual([
      { detail: expect.stringContaining("does not hold our final block 30") },
    ]);
  });
});
