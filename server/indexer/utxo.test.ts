/** Real Bitcoin blocks in Postgres: nothing is lost, inputs stand on the outputs they spend, in whatever order blocks come. */
import { createHash } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BITCOIN } from "#server/chain";
import { startReplay } from "#server/gateway";
import { nativeCrypto } from "#server/lib/crypto-native";
import { freshDatabase, type TestDatabase } from "#server/store/testing";
import { differingSums, expectedSums, storedSums } from "./audit/sums";
import { decodeBlock } from "./decode/block";
import { inConnection } from "./store/sql";
import { completeSpends } from "./store/utxo";
import {
  type Bitcoin,
  bitcoinFolder,
  bitcoinMissing,
  openBitcoin,
  readBlockOf2021,
  readFirstBlocks,
} from "./testing/bitcoin";
import { harness } from "./testing/harness";
import { ScriptedNode } from "./testing/scripted-node";

/** Satoshi to Hal Finney, in block 170. */
const FIRST_SPEND = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16";
/** The coinbase of block 9. */
const SPENT = "0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9";
const TITLE = bitcoinMissing ? `recorded Bitcoin blocks (skipped: ${bitcoinMissing})` : "recorded Bitcoin blocks";

/** Everything that is not a time of writing or a live number. */
const DIGESTED = {
  blocks: "hash, height, canonical, verified, checks::text, weight",
  transactions: "hash, status, block_height, index, fee, value, coinbase, input_count, output_count",
  utxo_inputs: "tx_hash, index, previous_hash, previous_index, sequence, witness",
  utxo_outputs: "tx_hash, index, value, kind, address",
  address_transactions: "address, height, index, block_hash, hash, role",
  addresses: "address, first_seen_height, last_seen_height",
};

describe.skipIf(bitcoinMissing !== null)(TITLE, () => {
  let database: TestDatabase;
  let bitcoin: Bitcoin;
  let pool: pg.Pool;
  const rows = async (statement: string, values: unknown[] = []) => (await pool.query(statement, values)).rows;

  beforeAll(async () => {
    database = await freshDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 2 });
    bitcoin = await openBitcoin(database.url);
    await bitcoin.write([...readFirstBlocks(), readBlockOf2021()]);
  });
  afterAll(async () => {
    await bitcoin.close();
    await pool.end();
    await database.drop();
  });

  async function digest(network: string): Promise<string> {
    const hash = createHash("sha256");
    for (const [table, columns] of Object.entries(DIGESTED))
      for (const row of await rows(`select ${columns} from ${table} where network = $1 order by 1, 2, 3`, [network]))
        hash.update(`${table} ${JSON.stringify(row)}\n`);
    return hash.digest("hex");
  }

  it("are all there, and no check failed", async () => {
    const [counts] = await rows(
      `select count(*)::int as blocks, sum(transaction_count)::int as transactions, bool_and(verified) as verified,
        count(*) filter (where checks::text like '%"failed"%')::int as failed from blocks`,
    );
    expect(counts).toEqual({ blocks: 440, transactions: 446 + 2500, verified: true, failed: 0 });
    expect((await rows("select count(*)::int as n from transactions"))[0].n).toBe(446 + 2500);
    expect(await rows("select from_height::int as f, to_height::int as t from indexed_ranges order by 1")).toEqual([
      { f: 0, t: 438 },
      { f: 702_861, t: 702_861 },
    ]);
  });

  it("come through a gateway and real gRPC as the same rows", async () => {
    const replay = await startReplay({ paths: [bitcoinFolder], listen: "127.0.0.1:0" });
    const indexed = await harness();
    await indexed.start([{ network: "bitcoin", address: replay.address }]);
    await indexed.until<{ recording_id: string | null }>(
      "select recording_id from networks",
      ([row]) => row?.recording_id != null,
      50_000,
    );
    const [counts] = await indexed.rows(
      `select count(*)::int as blocks, sum(transaction_count)::int as transactions, bool_and(verified) as verified,
        (select ledger from networks) as ledger, (select count(*)::int from utxo_outputs) as outputs from blocks`,
    );
    const [direct] = await rows("select count(*)::int as outputs from utxo_outputs where network = 'bitcoin'");
    expect(counts).toEqual({
      blocks: 440,
      transactions: 2946,
      verified: true,
      ledger: "utxo",
      outputs: direct.outputs,
    });
    await indexed.close();
    await replay.stop();
  });

  it("link the first spend to its output, and know its fee", async () => {
    const [spend] = await rows(
      `select encode(i.previous_hash, 'hex') as spent, o.value::text as value, o.kind, b.block_height::int as height,
        t.fee::text as fee, t.block_height::int as at
      from utxo_inputs i join transactions t on t.hash = i.tx_hash join transactions b on b.hash = i.previous_hash
      join utxo_outputs o on o.tx_hash = i.previous_hash and o.index = i.previous_index where i.tx_hash = $1`,
      [Buffer.from(FIRST_SPEND, "hex")],
    );
    expect(spend).toEqual({ spent: SPENT, value: "5000000000", kind: "p2pk", height: 9, fee: "0", at: 170 });
  });

  it("leave a fee unknown where the spent output is not indexed, and in a coinbase", async () => {
    const [known] = await rows(
      `select count(*) filter (where coinbase)::int as coinbases, count(fee) filter (where coinbase)::int as wrong,
        count(*) filter (where block_height = 702861 and not coinbase and fee is null)::int as unknown from transactions`,
    );
    expect(known).toMatchObject({ coinbases: 440, wrong: 0 });
    expect(known.unknown).toBeGreaterThan(2000);
    const [chained] = await rows("select count(*)::int as n from transactions where block_height = 702861 and fee > 0");
    expect(chained.n).toBeGreaterThan(0);
  });

  it("hold addresses in their customary text, each with its part in the transaction", async () => {
    const found = await rows(
      `select convert_from(address, 'UTF8') as address, role from address_transactions where height = 702861`,
    );
    expect(new Set(found.map(({ role }) => role))).toEqual(new Set(["from", "to", "self"]));
    expect(
      found.filter(({ address }) => !/^([13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[a-z0-9]{39,59})$/.test(address)),
    ).toEqual([]);
    expect(found.some(({ address }) => address.startsWith("bc1q"))).toBe(true);
  });

  it("keep the witnesses, byte for byte", async () => {
    const [whole] = readBlockOf2021().transactions.slice(1);
    const [row] = await rows(
      `select i.witness from utxo_inputs i join transactions t on t.hash = i.tx_hash
        where t.block_height = 702861 and t.type = 1 and not t.coinbase order by t.index limit 1`,
    );
    expect(whole).toBeDefined();
    expect(row.witness.length).toBeGreaterThan(0);
    const everything = Buffer.concat(readBlockOf2021().transactions.map(({ raw }) => raw));
    for (const item of row.witness) expect(everything.includes(item)).toBe(true);
  });

  it("end in the same tables in whatever order they come, and when they come twice", async () => {
    const other = await openBitcoin(database.url, "scattered");
    const blocks = readFirstBlocks();
    await other.write([readBlockOf2021()]);
    await other.write(blocks.slice(150, 300));
    await other.write(blocks.slice(300));
    await other.write(blocks.slice(0, 200));
    await other.write(blocks.slice(165, 175), true);
    await other.close();
    // Parents are not known where a piece begins, which its checks say.
    await pool.query(
      "update blocks b set checks = a.checks from blocks a where a.network = 'bitcoin' and a.hash = b.hash",
    );
    expect(await digest("scattered")).toBe(await digest("bitcoin"));
  });

  it("add up: what is unspent is what coinbases made, and a changed output shows in the sum", async () => {
    const facts = { engine: "pow", rules: BITCOIN, chainId: 0, genesisHash: null, validators: [] };
    const sums = () =>
      inConnection(pool, async (sql) => {
        const decoded = readFirstBlocks().map((block) => decodeBlock(block, null, facts, nativeCrypto));
        const expected = await expectedSums(sql, "bitcoin", await completeSpends(sql, "bitcoin", decoded));
        return { expected, differing: differingSums(expected, await storedSums(sql, "bitcoin", 0, 438)) };
      });
    // 439 subsidies of 50 coins; these blocks pay no fees.
    const { expected, differing } = await sums();
    expect([expected.unspent, expected.transactions, differing]).toEqual([439n * 5_000_000_000n, 446n, []]);
    const move = (by: number) =>
      pool.query(`update utxo_outputs set value = value + ${by} where network = 'bitcoin' and tx_hash = $1`, [
        Buffer.from(FIRST_SPEND, "hex"),
      ]);
    await move(1);
    expect((await sums()).differing).toEqual([
      expect.stringMatching(/^sum of unspent: 219500000000\d stored, 2195000000000 by/),
    ]);
    await move(-1);
  });

  it("mend what was damaged when they are indexed again", async () => {
    const before = await digest("bitcoin");
    await pool.query("delete from utxo_outputs where network = 'bitcoin' and tx_hash = $1", [
      Buffer.from(SPENT, "hex"),
    ]);
    await pool.query("update utxo_inputs set previous_index = 7 where network = 'bitcoin' and tx_hash = $1", [
      Buffer.from(FIRST_SPEND, "hex"),
    ]);
    expect(await digest("bitcoin")).not.toBe(before);
    const blocks = readFirstBlocks();
    await bitcoin.write(blocks.slice(9, 10));
    await bitcoin.write(blocks.slice(170, 171));
    expect(await digest("bitcoin")).toBe(before);
  });

  it("announce addresses and transactions under their customary names", async () => {
    await bitcoin.write([readBlockOf2021()], true);
    const topics = (await rows("select topic from live_frames where network = 'bitcoin'")).map(({ topic }) => topic);
    expect(topics.some((topic) => /^address:bc1q[a-z0-9]{38}$/.test(topic))).toBe(true);
    expect(topics.some((topic) => /^tx:[0-9a-f]{64}$/.test(topic))).toBe(true);
    expect(topics.filter((topic) => topic.includes(":0x"))).toEqual([]);
  });

  it("wait with their inputs and outputs, and their fee, until a block holds them or they are dropped", async () => {
    const blocks = readFirstBlocks();
    const spend = blocks[170]?.transactions[1];
    const node = new ScriptedNode("bitcoin");
    node.stated = { engine: "pow", ledger: "utxo", rules: BITCOIN, chainId: 0 };
    for (const block of blocks.slice(0, 170)) node.adopt(block);
    await node.start();
    const indexed = await harness();
    await indexed.start([{ network: "bitcoin", address: node.address }]);
    await indexed.until<{ n: number }>("select count(*)::int as n from blocks", ([row]) => row?.n === 170, 50_000);
    const [raw, hash] = [spend?.raw ?? new Uint8Array(), Buffer.from(FIRST_SPEND, "hex")];
    const status = (wanted: string) =>
      indexed.until<{ status: string }>(
        `select status from transactions where encode(hash, 'hex') = '${FIRST_SPEND}'`,
        ([row]) => row?.status === wanted,
      );
    await node.untilHeard();
    node.admit({ raw, hash });
    await status("pending");
    const [row] = await indexed.rows(
      `select t.fee::text as fee, t.input_count as inputs, t.output_count as outputs, t.value::text as value, t.block_hash as block,
        (select encode(i.previous_hash, 'hex') from utxo_inputs i where i.tx_hash = t.hash) as spent,
        (select count(*)::int from utxo_outputs o where o.tx_hash = t.hash) as created from transactions t where t.hash = $1`,
      [hash],
    );
    expect(row).toEqual({
      fee: "0",
      inputs: 1,
      outputs: 2,
      value: "5000000000",
      block: null,
      spent: SPENT,
      created: 2,
    });
    node.drop({ raw, hash }, "mempoolFull");
    await status("dropped");
    node.admit({ raw, hash });
    await status("pending");
    if (blocks[170]) node.extend(blocks[170]);
    await status("success");
    await indexed.close();
    await node.stop();
  });
});
