/**
 * Totals over a range of heights, added up twice: from the source's blocks here, and from the tables by the database. Of an
 * account ledger these are values, fees and gas: balances are not stored, since they follow from executing, and are asked of a
 * node when a page shows one. Of a utxo ledger the balances are the unspent outputs, so what a range adds to their sum is
 * compared: outputs created less outputs spent, as far as the spent ones are indexed.
 */
import type { BlockRows } from "../decode/rows";
import type { Sql } from "../store/sql";
import { BLOCKS, TRANSACTIONS } from "../store/tables";
import { spentValue } from "../store/utxo";

export const SUMS = ["blocks", "transactions", "gas", "values", "fees", "gas of transactions", "unspent"] as const;
export type SumName = (typeof SUMS)[number];
export type Sums = Readonly<Record<SumName, bigint>>;

const cellOf = (columns: typeof BLOCKS.columns, name: string) => columns.findIndex(([each]) => each === name);
const GAS_OF_BLOCK = cellOf(BLOCKS.columns, "gas_used");
const [VALUE, FEE, GAS] = ["value", "fee", "gas_used"].map((name) => cellOf(TRANSACTIONS.columns, name)) as [
  number,
  number,
  number,
];

/** @param blocks with their spends completed */
export async function expectedSums(sql: Sql, network: string, blocks: readonly BlockRows[]): Promise<Sums> {
  const transactions = [...new Map(blocks.flatMap((block) => block.transactions).map((row) => [row[0], row])).values()];
  const total = (rows: readonly (readonly unknown[])[], at: number) =>
    rows.reduce((sum, row) => sum + (typeof row[at] === "string" ? BigInt(row[at]) : 0n), 0n);
  const moves = blocks.flatMap(({ utxo }) => utxo);
  const created = moves.flatMap(({ outputs }) => outputs).reduce((sum, { value }) => sum + value, 0n);
  return {
    blocks: BigInt(blocks.length),
    transactions: BigInt(transactions.length),
    gas: total(
      blocks.map(({ block }) => block),
      GAS_OF_BLOCK,
    ),
    values: total(transactions, VALUE),
    fees: total(transactions, FEE),
    "gas of transactions": total(transactions, GAS),
    unspent: moves.length === 0 ? 0n : created - (await spentValue(sql, network, moves)),
  };
}

/** Both ends included; of what is canonical. */
export async function storedSums(sql: Sql, network: string, from: number, to: number): Promise<Sums> {
  const [row] = await sql.query<Record<string, string>>(
    `with t as (select hash, value, fee, gas_used from transactions
        where network = $1 and block_hash is not null and block_height between $2::bigint and $3::bigint)
    select (select count(*) from blocks b where b.network = $1 and b.canonical and b.height between $2::bigint and $3::bigint)::text as blocks,
      (select coalesce(sum(gas_used), 0) from blocks b
        where b.network = $1 and b.canonical and b.height between $2::bigint and $3::bigint)::text as gas,
      (select count(*) from t)::text as transactions, (select coalesce(sum(value), 0) from t)::text as values,
      (select coalesce(sum(fee), 0) from t)::text as fees, (select coalesce(sum(gas_used), 0) from t)::text as "gas of transactions",
      ((select coalesce(sum(o.value), 0) from t join utxo_outputs o on o.network = $1 and o.tx_hash = t.hash)
        - (select coalesce(sum(p.value), 0) from t join utxo_inputs i on i.network = $1 and i.tx_hash = t.hash
          join utxo_outputs p on p.network = $1 and p.tx_hash = i.previous_hash and p.index = i.previous_index))::text as unspent`,
    [network, String(from), String(to)],
  );
  const read = (name: SumName) => [name, BigInt(row?.[name] ?? "0")] as const;
  return Object.fromEntries(SUMS.map(read)) as Record<SumName, bigint>;
}

/** Each with what was added up and what is stored, for people; none: they are the same. */
export function differingSums(expected: Sums, stored: Sums): string[] {
  return SUMS.filter((name) => expected[name] !== stored[name]).map(
    (name) => `sum of ${name}: ${stored[name]} stored, ${expected[name]} by the source`,
  );
}
