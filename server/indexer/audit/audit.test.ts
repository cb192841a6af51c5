/** Damage is planted in a real database beside a running indexer: each kind is found, said, and mended. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toHex } from "#server/lib/bytes";
import { type ChainDigest, differences, digestChain } from "../digest";
import { tokenLog, transfer } from "../testing/blocks";
import { type Harness, harness } from "../testing/harness";
import { ScriptedNode } from "../testing/scripted-node";
import { AUDIT_LIMITS } from "./auditor";

const QUICK = { ...AUDIT_LIMITS, pauseMs: 50, pauseFactor: 0.5, blocksMax: 20 };
const BLOCKS = 60;
const LOSING = 38;
const MENDED_MS_MAX = 60_000;

let at: Harness;
let node: ScriptedNode;

const digest = () => digestChain((statement, values) => at.rows(statement, values), "test");
/** Losing rows too; what waits is dropped sooner or later, as the pool has forgotten it. */
const changed = (before: ChainDigest, now: ChainDigest, impostor = false) =>
  differences(before, now, true).filter(
    (text) => !text.startsWith("waiting") && !(impostor && text.startsWith("forked")),
  );

/** It has become a losing block, which nobody else knows and whose header is another's: said, and left to people. */
async function expectImpostor(): Promise<void> {
  const said = "the header of losing block 45 is not that of 0xababab";
  await at.until(
    `select 1 from audit_findings where detail like '${said}%' and repaired_at is null`,
    (rows) => rows.length === 1,
  );
  await at.rows(`delete from blocks where hash = '\\x${"ab".repeat(32)}'`);
}
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
  for (let height = 0; height <= LOSING; height++) node.mine(height === 0 ? [] : [next(), next()]);
  const final = node.chain[30];
  if (final) node.final = final;
  await node.start();
  await at.start([{ network: "test", address: node.address }], QUICK);
  // One block is indexed, and loses.
  await at.until<{ n: number }>("select count(*)::int as n from blocks", ([row]) => row?.n === LOSING + 1);
  node.rollback(1);
  for (let height = LOSING; height < BLOCKS; height++) node.mine([next(), next()], { salt: 1 });
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
  "an altered losing block": "update blocks set gas_limit = 7, verified = false where not canonical and height = 38",
  "a deleted losing block": "delete from blocks where not canonical and height = 38",
  "a deleted place in a losing block":
    "delete from block_transactions where block_hash = (select hash from blocks where not canonical and height = 38)",
  "an altered log of a losing block":
    "update logs set data = '\\xdead' where block_hash = (select hash from blocks where not canonical and height = 38)",
  "rows of a block that never was": `insert into block_transactions (network, block_hash, index, hash, status, log_count) values ('test', '\\x${"77".repeat(32)}', 0, '\\x${"78".repeat(32)}', 'success', 0)`,
  "a head that points nowhere": `update networks set head_hash = '\\x${"99".repeat(32)}'`,
  "a head that is too low":
    "update networks n set head_height = b.height, head_hash = b.hash, head_time = b.time from blocks b where b.canonical and b.height = 50",
  "a head at another time": "update networks set head_time = head_time + interval '1 hour'",
  "a final block that is none": "update networks set final_hash = '\\x00', final_height = 7",
  "another engine, ledger and chain": "update networks set engine = 'pow', ledger = 'utxo', chain_id = 4, live = false",
  "another genesis": `update networks set genesis_hash = '\\x${"98".repeat(32)}'`,
  "an address seen too early": `update addresses set first_seen_height = 0 where address = '\\x${"b".repeat(39)}3'`,
  "an address seen too late": `update addresses set last_seen_height = 900 where address = '\\x${"b".repeat(39)}4'`,
  "an address that is no contract": `update addresses set is_contract = true where address = '\\x${"b".repeat(39)}4'`,
  "an address that nobody knows": `insert into addresses (network, address, first_seen_height, last_seen_height) values ('test', '\\x${"5".repeat(40)}', 4, 9)`,
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
      const impostor = name === "a second canonical block";
      const deadline = Date.now() + MENDED_MS_MAX;
      while (changed(before, await digest(), impostor).length > 0 && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(changed(before, await digest(), impostor), `${name} is not mended`).toEqual([]);
      // What is no damage is never found: this waits in vain then.
      const rows = await at.until<{ id: number }>("select id from audit_findings", (found) => found.length > findings);
      findings = rows.length;
      if (impostor) await expectImpostor();
    }
    await at.until("select 1 from audits where repaired = findings - 1", (rows) => rows.length === 1);
    const sums = await at.rows<{ detail: string }>("select detail from audit_findings where kind like '%sums%'");
    expect(sums.some(({ detail }) => /sum of values: \d+ stored, \d+ by the source/.test(detail))).toBe(true);
    const [final] = await at.rows("select count(*)::int as blocks from blocks where canonical and final");
    expect(final).toEqual({ blocks: 31 });
  }, 900_000);

  it("says what it can't mend, once", async () => {
    // The source holds another block at our final height: it may not rewrite anything.
    const [final] = node.chain.splice(30, 1);
    if (final) node.chain.splice(30, 0, { ...final, hash: new Uint8Array(32) });
    await at.rows("update transactions set value = 5 where block_height = 22");
    await at.until<unknown>("select 1 from audit_findings where repaired_at is null", (rows) => rows.length === 1);
    const [row] = await at.rows<{ at: string }>("select extract(epoch from checked_at)::text as at from audits");
    for (let i = 1; i <= 5; i++) await walked(Number(row?.at ?? 0) + i * 0.1);
    expect(await at.rows("select detail from audit_findings")).toEqual([
      { detail: expect.stringContaining("does not hold our final block 30") },
    ]);
  });
});
