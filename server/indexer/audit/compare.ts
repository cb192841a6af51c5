/**
 * What the tables should hold for some blocks, as the source gives them, against what they hold: whole rows both ways, in
 * the database. Arrival times, live numbers, certificates and finality are not compared; of checks, their status is.
 */
import { toHex } from "#server/lib/bytes";
import type { BlockRows } from "../decode/rows";
import { flag, number, type Row } from "../decode/values";
import type { Sql, SqlValue } from "../store/sql";
import { BLOCKS, CHILDREN, type Table, TRANSACTIONS, UTXO_INPUTS, UTXO_OUTPUTS } from "../store/tables";
import { completeSpends } from "../store/utxo";
import { differingSums, expectedSums, storedSums } from "./sums";

export interface Difference {
  readonly table: string;
  /** Rows that the source has and the tables have not, or have otherwise. */
  readonly missing: number;
  /** Rows that the tables have and the source has not, or has otherwise. */
  readonly unexpected: number;
  /** In place of those numbers, where they say nothing. */
  readonly detail?: string;
}

const LEFT_OUT = new Set(["certificate", "live_seq", "final"]);

function cell(alias: string, name: string): string {
  const column = `${alias}."${name}"`;
  if (name !== "checks") return column;
  return `(select jsonb_object_agg(c.key, c.value->'status') from jsonb_each(${column}) c) as checks`;
}

/** @param stored a condition on `t` over $1 (network) and $2 (keys). */
async function compareTable(
  sql: Sql,
  network: string,
  table: Table,
  rows: readonly Row[],
  stored: string,
  more: SqlValue[],
): Promise<Difference> {
  const compared = table.columns.filter(([name]) => !LEFT_OUT.has(name));
  const list = (alias: string) => compared.map(([name]) => cell(alias, name)).join(", ");
  const first = 2 + more.length;
  const columns = table.columns.map(([name]) => `"${name}"`).join(", ");
  const arrays = table.columns.map((_, at) => `$${first + at}::text[]`).join(", ");
  const casts = table.columns.map(([name, type]) => `u."${name}"::${type} as "${name}"`).join(", ");
  const [found] = await sql.query<{ missing: number; unexpected: number }>(
    `with given as materialized (select ${casts} from unnest(${arrays}) as u(${columns})),
      expected as (select ${list("g")} from given g),
      stored as (select ${list("t")} from ${table.name} t where t.network = $1 and (${stored}))
    select (select count(*)::float8 from (select * from expected except all select * from stored) m) as missing,
      (select count(*)::float8 from (select * from stored except all select * from expected) x) as unexpected`,
    [network, ...more, ...table.columns.map((_, at) => rows.map((row) => row[at] ?? null))],
  );
  return { table: table.name, missing: found?.missing ?? 0, unexpected: found?.unexpected ?? 0 };
}

/** Addresses hold what all blocks have made of them, so one block only says what they hold at least. */
async function compareAddresses(sql: Sql, network: string, blocks: readonly BlockRows[]): Promise<Difference> {
  const touches = blocks.flatMap(({ addresses }) => addresses);
  const [found] = await sql.query<{ missing: number }>(
    `select count(distinct u.a)::float8 as missing from unnest($2::text[], $3::text[], $4::text[]) as u(a, h, c)
      where not exists (select 1 from addresses t where t.network = $1 and t.address = decode(u.a, 'hex')
        and u.h::bigint between t.first_seen_height and t.last_seen_height and (t.is_contract or not u.c::boolean))`,
    [
      network,
      touches.map(({ address }) => address),
      touches.map(({ height }) => number(height)),
      touches.map(({ isContract }) => flag(isContract)),
    ],
  );
  return { table: "addresses", missing: found?.missing ?? 0, unexpected: 0 };
}

export const hashCells = (blocks: readonly BlockRows[]) => blocks.map(({ head }) => `\\x${toHex(head.hash)}`);

/** @param given as decoded, in order; `from` and `to` are what was asked for. @returns those tables that differ */
export async function compareBlocks(
  sql: Sql,
  network: string,
  given: readonly BlockRows[],
  from: number,
  to: number,
): Promise<Difference[]> {
  const blocks = await completeSpends(sql, network, given);
  const hashes = hashCells(blocks);
  const byHash = new Map(blocks.flatMap((block) => block.transactions).map((row) => [row[0], row]));
  const transactions = [...byHash.values()].map((row) => [...row, "0"]);
  const keys = transactions.map((row) => row[0] ?? null);
  const children = [
    blocks.flatMap((block) => block.blockTransactions),
    blocks.flatMap((block) => block.logs),
    blocks.flatMap((block) => block.addressTransactions),
  ];
  const ofBlock = "t.block_hash = any($2::text[]::bytea[])";
  const found = [
    await compareTable(
      sql,
      network,
      BLOCKS,
      blocks.map(({ block }) => block),
      "t.hash = any($2::text[]::bytea[]) or (t.canonical and t.height between $3::bigint and $4::bigint)",
      [hashes, String(from), String(to)],
    ),
  ];
  for (const [at, table] of CHILDREN.entries())
    found.push(await compareTable(sql, network, table, children[at] ?? [], ofBlock, [hashes]));
  found.push(
    await compareTable(sql, network, TRANSACTIONS, transactions, `${ofBlock} or t.hash = any($3::text[]::bytea[])`, [
      hashes,
      keys,
    ]),
  );
  const moves = [...new Map(blocks.flatMap(({ utxo }) => utxo).map((each) => [toHex(each.hash), each])).values()];
  if (moves.length > 0)
    for (const [table, rows] of [
      [UTXO_OUTPUTS, moves.flatMap(({ outputRows }) => outputRows)],
      [UTXO_INPUTS, moves.flatMap(({ inputRows }) => inputRows)],
    ] as const)
      found.push(await compareTable(sql, network, table, rows, "t.tx_hash = any($2::text[]::bytea[])", [keys]));
  found.push(await compareAddresses(sql, network, blocks));
  const sums = differingSums(await expectedSums(sql, network, blocks), await storedSums(sql, network, from, to));
  return [
    ...found.filter(({ missing, unexpected }) => missing + unexpected > 0),
    ...sums.map((detail) => ({ table: "sums", missing: 0, unexpected: 0, detail })),
  ];
}

/** Blocks that are not canonical, by their own rows alone: their transactions and addresses belong to the chain that is. */
export async function compareLosing(sql: Sql, network: string, given: BlockRows): Promise<Difference[]> {
  const [block] = await completeSpends(sql, network, [given]);
  if (!block) return [];
  const hashes = hashCells([block]);
  const found = [
    await compareTable(sql, network, BLOCKS, [losingRow(block.block)], "t.hash = any($2::text[]::bytea[])", [hashes]),
  ];
  const children = [block.blockTransactions, block.logs, block.addressTransactions];
  for (const [at, table] of CHILDREN.entries())
    found.push(
      await compareTable(sql, network, table, children[at] ?? [], "t.block_hash = any($2::text[]::bytea[])", [hashes]),
    );
  return found.filter(({ missing, unexpected }) => missing + unexpected > 0);
}

const CANONICAL_AT = BLOCKS.columns.findIndex(([name]) => name === "canonical");

export const losingRow = (row: Row): Row => row.map((cell, at) => (at === CANONICAL_AT ? flag(false) : cell));

export const inWords = (differences: readonly Difference[]) =>
  differences
    .map(
      ({ table, missing, unexpected, detail }) =>
        detail ?? `${table}: ${missing} missing or altered, ${unexpected} unexpected`,
    )
    .join("; ");
