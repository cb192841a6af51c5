/**
 * Blocks that have lost, and rows that belong to no block. A source that still holds a losing block is asked for it by its hash,
 * and its rows are compared and written anew like others; of one that it does not hold any more only the header's hash is
 * compared. A losing block of which not a single row is left can't be missed by anybody.
 */
import type { BlockRows } from "../decode/rows";
import type { Put } from "../store/put";
import type { Sql } from "../store/sql";
import { BLOCKS, CHILDREN } from "../store/tables";
import { completeSpends } from "../store/utxo";
import { compareLosing, type Difference, hashCells, losingRow } from "./compare";

export interface Losing {
  /** Hex. */
  readonly hash: string;
  /** Hex. */
  readonly header: string;
  readonly height: number;
}

/** More of them in one slice wait for the next time round. */
const LOSING_MAX = 50;
const ORPHANS_MAX = 20;

export function losingBlocks(sql: Sql, network: string, from: number, to: number): Promise<Losing[]> {
  return sql.query<Losing>(
    `select encode(hash, 'hex') as hash, encode(header, 'hex') as header, height::float8 as height from blocks
      where network = $1 and not canonical and height between $2::bigint and $3::bigint order by height limit ${LOSING_MAX}`,
    [network, String(from), String(to)],
  );
}

/** Hashes, in hex, of blocks that are not there but have rows elsewhere. */
export async function missingBlocks(sql: Sql, network: string): Promise<string[]> {
  const parts = CHILDREN.map(
    ({ name }) =>
      `select distinct t.block_hash from ${name} t where t.network = $1
        and not exists (select 1 from blocks b where b.network = $1 and b.hash = t.block_hash)`,
  );
  const rows = await sql.query<{ hash: string }>(
    `select encode(block_hash, 'hex') as hash from (${parts.join(" union ")}) o limit ${ORPHANS_MAX}`,
    [network],
  );
  return rows.map(({ hash }) => hash);
}

/** Writes a losing block anew, unless it is canonical by now. @returns what still differs */
export async function mendLosing(sql: Sql, put: Put, network: string, given: BlockRows): Promise<Difference[]> {
  await sql.query("select 1 from networks where name = $1 for update", [network]);
  const hashes = hashCells([given]);
  const [row] = await sql.query<{ canonical: boolean }>(
    "select canonical from blocks where network = $1 and hash = any($2::text[]::bytea[])",
    [network, hashes],
  );
  if (row?.canonical) return [];
  const [block] = await completeSpends(sql, network, [given]);
  if (!block) return [];
  await sql.query("delete from blocks where network = $1 and hash = any($2::text[]::bytea[])", [network, hashes]);
  const children = [block.blockTransactions, block.logs, block.addressTransactions];
  for (const { name } of CHILDREN)
    await sql.query(`delete from ${name} where network = $1 and block_hash = any($2::text[]::bytea[])`, [
      network,
      hashes,
    ]);
  await put.insert(BLOCKS, [losingRow(block.block)]);
  for (const [at, table] of CHILDREN.entries()) await put.insert(table, children[at] ?? []);
  return compareLosing(sql, network, given);
}

/** Rows of a block that neither the tables nor the source hold. */
export async function removeOrphans(sql: Sql, network: string, hash: string): Promise<void> {
  for (const { name } of CHILDREN)
    await sql.query(
      `delete from ${name} t where t.network = $1 and t.block_hash = decode($2, 'hex')
        and not exists (select 1 from blocks b where b.network = $1 and b.hash = t.block_hash)`,
      [network, hash],
    );
}
