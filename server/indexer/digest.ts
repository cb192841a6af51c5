/**
 * What an index holds, as numbers to compare two of them by: a count and a digest for each table, over named columns.
 * Certificates, times of arrival and live numbers are left out, because two faithful indexes may differ in them; so is what
 * a check says beside its status. The sums do not depend on the order of rows, so nothing is sorted or held.
 */
import { BLOCKS, CHILDREN, type Table, TRANSACTIONS, UTXO_INPUTS, UTXO_OUTPUTS } from "./store/tables";

export interface TableDigest {
  readonly rows: number;
  readonly digest: string;
}

/** By name; `forked …` are the losing rows, `orphans` counts rows that belong to no block. */
export type ChainDigest = Readonly<Record<string, TableDigest>>;

export type Query = <Result>(statement: string, values: unknown[]) => Promise<Result[]>;

const LEFT_OUT = new Set(["certificate", "live_seq"]);

function cell(alias: string, [name, type]: readonly [string, string]): string {
  const column = `${alias}."${name}"`;
  if (name === "checks")
    return `(select jsonb_object_agg(c.key, c.value->>'status')::text from jsonb_each(${column}) c)`;
  return type === "timestamptz" ? `extract(epoch from ${column})` : column;
}

const cells = (table: Table, alias: string) =>
  table.columns
    .filter(([name]) => !LEFT_OUT.has(name))
    .map((column) => cell(alias, column))
    .join(", ");

/** 60 bits of each row's md5, added up. */
const summed = (row: string, from: string) =>
  `select count(*)::float8 as rows, coalesce(sum(('x' || substr(md5(row(${row})::text), 1, 15))::bit(60)::bigint), 0)::text as digest
    from ${from}`;

const child = (table: Table, canonical: boolean) =>
  summed(
    cells(table, "t"),
    `${table.name} t join blocks b on b.network = t.network and b.hash = t.block_hash
      where t.network = $1 and ${canonical ? "" : "not "}b.canonical`,
  );

/** Inputs and outputs belong to their transaction, whichever block holds it. */
const part = (table: Table) =>
  summed(
    cells(table, "t"),
    `${table.name} t join transactions x on x.network = t.network and x.hash = t.tx_hash
      where t.network = $1 and x.block_hash is not null`,
  );

const ORPHANS = CHILDREN.map(
  ({ name }) =>
    `select 1 from ${name} t where t.network = $1 and not exists (
      select 1 from blocks b where b.network = t.network and b.hash = t.block_hash)`,
).join(" union all ");

/** An address that only losing blocks have touched has its last height below its first; it is no part of the chain. */
const STATEMENTS: Readonly<Record<string, string>> = {
  blocks: summed(cells(BLOCKS, "t"), "blocks t where t.network = $1 and t.canonical"),
  "forked blocks": summed(cells(BLOCKS, "t"), "blocks t where t.network = $1 and not t.canonical"),
  ...Object.fromEntries(
    CHILDREN.flatMap((table) => [
      [table.name, child(table, true)],
      [`forked ${table.name}`, child(table, false)],
    ]),
  ),
  transactions: summed(cells(TRANSACTIONS, "t"), "transactions t where t.network = $1 and t.block_hash is not null"),
  [UTXO_INPUTS.name]: part(UTXO_INPUTS),
  [UTXO_OUTPUTS.name]: part(UTXO_OUTPUTS),
  waiting: summed(
    "t.hash, t.status, t.block_height, t.index, t.fee, t.gas_used, t.contract_address",
    "transactions t where t.network = $1 and t.block_hash is null",
  ),
  addresses: summed(
    "t.address, t.first_seen_height, t.last_seen_height, t.is_contract",
    "addresses t where t.network = $1 and t.first_seen_height <= t.last_seen_height",
  ),
  ranges: summed("t.from_height, t.to_height", "indexed_ranges t where t.network = $1"),
  network: summed(
    "t.engine, t.ledger, t.rules, t.chain_id, t.genesis_hash, t.head_hash, t.head_height, extract(epoch from t.head_time), t.final_hash, t.final_height, t.live",
    "networks t where t.name = $1",
  ),
  orphans: summed("1", `(${ORPHANS}) o`),
};

export async function digestChain(query: Query, network: string): Promise<ChainDigest> {
  const found: [string, TableDigest][] = [];
  for (const [name, statement] of Object.entries(STATEMENTS)) {
    const [row] = await query<TableDigest>(statement, [network]);
    found.push([name, { rows: row?.rows ?? 0, digest: row?.digest ?? "" }]);
  }
  return Object.fromEntries(found);
}

/** Which losing blocks were met, and what waits, depends on when one looked; what is canonical does not. */
const CIRCUMSTANTIAL = /^forked |^waiting$/;

/** In words; empty: none. @param whole losing and waiting rows too, for runs that have met the same of them */
export function differences(expected: ChainDigest, found: ChainDigest, whole = false): string[] {
  return Object.keys(STATEMENTS)
    .filter((name) => whole || !CIRCUMSTANTIAL.test(name))
    .flatMap((name) => {
      const [a, b] = [expected[name], found[name]];
      if (a && b && a.rows === b.rows && a.digest === b.digest) return [];
      return [`${name}: ${a?.rows} rows (${a?.digest}) expected, ${b?.rows} rows (${b?.digest}) found`];
    });
}
