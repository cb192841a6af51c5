/**
 * Two ways for rows into tables: one `unnest` statement for a live block, COPY for ranges. Transactions and addresses are
 * merged with what is known of them, and their frames written in the same statement; COPY goes through a staging table
 * for those. Everything travels as text and is cast, so both ways store the same.
 */
import { once } from "node:events";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Row } from "../decode/values";
import { addressTopic, txTopic } from "./frames";
import type { Sql, SqlValue } from "./sql";
import { ADDRESSES, type Table, TRANSACTIONS } from "./tables";

export interface Put {
  /** New rows; none of them may exist. */
  insert(table: Table, rows: readonly Row[]): Promise<void>;
  /** @param base frames are written for rows with a live number above it */
  mergeTransactions(rows: readonly Row[], base: number): Promise<void>;
  mergeAddresses(rows: readonly Row[], base: number): Promise<void>;
}

const quoted = (name: string) => `"${name}"`;
const names = (table: Table) => table.columns.map(([name]) => quoted(name)).join(", ");
const casts = (table: Table) => table.columns.map(([name, type]) => `u.${quoted(name)}::${type}`).join(", ");

/** An upsert whose rows come from `source`, aliased `u`, all columns text. $1 is the network, $2 the base. */
function mergeStatement(
  table: Table,
  key: string,
  stored: readonly string[],
  sets: string,
  frame: string,
  source: string,
) {
  const list = stored.map(quoted).join(", ");
  return `with input as materialized (select ${table.columns.map(([name, type]) => `u.${quoted(name)}::${type} as ${quoted(name)}`).join(", ")} from ${source}),
    put as (
      insert into ${table.name} as t (network, ${list}) select $1, ${list} from input
      on conflict (network, ${key}) do update set ${sets},
        live_prev = case when excluded.live_seq > 0 then t.live_seq else t.live_prev end,
        live_seq = case when excluded.live_seq > 0 then excluded.live_seq else t.live_seq end
      returning t.${key}, t.live_prev, t.live_seq)
    insert into live_frames (network, seq, topic, prev, type, ref)
    select $1, put.live_seq, ${frame} where put.live_seq > $2::bigint`;
}

const MERGED = TRANSACTIONS.columns.map(([name]) => name).filter((name) => name !== "hash" && name !== "live_seq");
const mergeTransactionsFrom = (source: string) =>
  mergeStatement(
    TRANSACTIONS,
    "hash",
    TRANSACTIONS.columns.map(([name]) => name),
    `${MERGED.map((name) => `${quoted(name)} = excluded.${quoted(name)}`).join(", ")}, drop_reason = null`,
    `${txTopic("put.hash")}, put.live_prev, 'transaction.updated',
      jsonb_build_object('hash', encode(put.hash, 'hex')) from put`,
    source,
  );

const mergeAddressesFrom = (source: string) =>
  mergeStatement(
    ADDRESSES,
    "address",
    ["address", "first_seen_height", "last_seen_height", "is_contract", "live_seq"],
    // Last below first: only losing blocks have touched it (leave-addresses.ts).
    `first_seen_height = case when t.last_seen_height < t.first_seen_height then excluded.first_seen_height
        else least(t.first_seen_height, excluded.first_seen_height) end,
      last_seen_height = case when t.last_seen_height < t.first_seen_height then excluded.last_seen_height
        else greatest(t.last_seen_height, excluded.last_seen_height) end,
      is_contract = t.is_contract or excluded.is_contract`,
    `${addressTopic("put.address")}, put.live_prev, 'address.updated', input.ref
      from put join input using (address)`,
    source,
  );

/** One array a column. */
function columnsOf(table: Table, rows: readonly Row[]): SqlValue[] {
  return table.columns.map((_, index) => rows.map((row) => row[index] ?? null));
}

function unnest(table: Table, first: number): string {
  const parameters = table.columns.map((_, index) => `$${first + index}::text[]`).join(", ");
  return `unnest(${parameters}) as u(${names(table)})`;
}

export function putByUnnest(sql: Sql, network: string): Put {
  const merge = async (table: Table, statement: string, rows: readonly Row[], base: number) => {
    if (rows.length > 0) await sql.query(statement, [network, String(base), ...columnsOf(table, rows)]);
  };
  return {
    async insert(table, rows) {
      if (rows.length === 0) return;
      const statement = `insert into ${table.name} (network, ${names(table)}) select $1, ${casts(table)} from ${unnest(table, 2)}`;
      await sql.query(statement, [network, ...columnsOf(table, rows)]);
    },
    mergeTransactions: (rows, base) => merge(TRANSACTIONS, mergeTransactionsFrom(unnest(TRANSACTIONS, 3)), rows, base),
    mergeAddresses: (rows, base) => merge(ADDRESSES, mergeAddressesFrom(unnest(ADDRESSES, 3)), rows, base),
  };
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
/** Bytes are most of what is written, and their one backslash is at the beginning. */
const escaped = (cell: string) =>
  cell.startsWith("\\x") ? `\\${cell}` : cell.replace(/[\\\t\n\r]/g, (letter) => ESCAPES[letter] ?? letter);

/** About what one write to the socket should carry. */
const CHUNK_CHARS = 256 * 1024;

async function copy(client: pg.ClientBase, statement: string, prefix: string, rows: readonly Row[]): Promise<void> {
  const stream = client.query(copyFrom(statement));
  const finished = once(stream, "finish");
  // Its rejection is looked at below; in the meantime it must not count as unhandled.
  finished.catch(() => {});
  let chunk = "";
  for (const row of rows) {
    chunk += `${prefix}${row.map((cell) => (cell === null ? "\\N" : escaped(cell))).join("\t")}\n`;
    if (chunk.length < CHUNK_CHARS) continue;
    if (!stream.write(chunk)) await Promise.race([once(stream, "drain"), finished]);
    chunk = "";
  }
  stream.end(chunk);
  await finished;
}

export function putByCopy(client: pg.ClientBase, network: string): Put {
  const merge = async (table: Table, statement: (source: string) => string, rows: readonly Row[], base: number) => {
    if (rows.length === 0) return;
    const staging = `staging_${table.name}`;
    const columns = table.columns.map(([name]) => `${quoted(name)} text`).join(", ");
    await client.query(`create temp table if not exists ${staging} (${columns}) on commit delete rows`);
    await copy(client, `copy ${staging} from stdin`, "", rows);
    await client.query(statement(`${staging} u`), [network, String(base)]);
    await client.query(`truncate ${staging}`);
  };
  return {
    async insert(table, rows) {
      if (rows.length > 0)
        await copy(client, `copy ${table.name} (network, ${names(table)}) from stdin`, `${escaped(network)}\t`, rows);
    },
    mergeTransactions: (rows, base) => merge(TRANSACTIONS, mergeTransactionsFrom, rows, base),
    mergeAddresses: (rows, base) => merge(ADDRESSES, mergeAddressesFrom, rows, base),
  };
}
