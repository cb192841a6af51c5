/**
 * What only a utxo ledger has: outputs and inputs, and what follows from a transaction's spent outputs: its fee, and whom it
 * takes from. Outputs are looked up when their spender is written; where ranges come out of order, an output that is written
 * after its spender completes it then. A spent output that is not indexed leaves the fee unknown.
 */
import { toHex } from "#server/lib/bytes";
import { Addresses } from "../decode/addresses";
import type { BlockRows, PendingRows, UtxoCreated, UtxoMoves } from "../decode/rows";
import { bytes, number, type Row } from "../decode/values";
import type { Put } from "./put";
import type { Sql } from "./sql";
import { TRANSACTIONS, UTXO_INPUTS, UTXO_OUTPUTS } from "./tables";

type Outputs = ReadonlyMap<string, UtxoCreated>;

const keyOf = (hash: string, index: number) => `${hash}:${index}`;

/** Those of the batch itself, and those that it spends and the tables hold. */
async function knownOutputs(sql: Sql, network: string, moves: readonly UtxoMoves[]): Promise<Outputs> {
  const known = new Map<string, UtxoCreated>();
  for (const { hash, outputs } of moves) {
    const hex = toHex(hash);
    for (const [index, output] of outputs.entries()) known.set(keyOf(hex, index), output);
  }
  const wanted = moves
    .flatMap(({ spends }) => spends)
    .filter(({ hash, index }) => !known.has(keyOf(toHex(hash), index)));
  if (wanted.length === 0) return known;
  const rows = await sql.query<{ hash: string; index: number; value: string; address: string | null }>(
    `select encode(o.tx_hash, 'hex') as hash, o.index, o.value::text as value, encode(o.address, 'hex') as address
      from (select distinct h::bytea as h, i::bigint as i from unnest($2::text[], $3::text[]) as w(h, i)) u
      join utxo_outputs o on o.network = $1 and o.tx_hash = u.h and o.index = u.i`,
    [network, wanted.map(({ hash }) => bytes(hash)), wanted.map(({ index }) => number(index))],
  );
  for (const { hash, index, value, address } of rows)
    known.set(keyOf(hash, index), {
      value: BigInt(value),
      address: address === null ? null : Uint8Array.from(Buffer.from(address, "hex")),
    });
  return known;
}

const sum = (outputs: readonly UtxoCreated[]) => outputs.reduce((total, { value }) => total + value, 0n);

/** Null in a coinbase, where a spent output is not known, and where more is paid than spent, which no valid block holds. */
function feeOf(moves: UtxoMoves, spent: readonly UtxoCreated[]): string | null {
  if (moves.coinbase || spent.length < moves.spends.length) return null;
  const fee = sum(spent) - sum(moves.outputs);
  return fee < 0n ? null : number(fee);
}

function addAddresses(addresses: Addresses, moves: UtxoMoves, spent: readonly UtxoCreated[]): void {
  const roles = new Map<string, { address: Uint8Array; role: string }>();
  const add = (outputs: readonly UtxoCreated[], role: string) => {
    for (const { address } of outputs) {
      if (!address) continue;
      const key = toHex(address);
      const before = roles.get(key)?.role ?? role;
      roles.set(key, { address, role: before === role ? role : "self" });
    }
  };
  add(spent, "from");
  add(moves.outputs, "to");
  for (const { address, role } of roles.values()) addresses.belongs(address, moves.index, moves.hash, role);
}

const FEE_AT = TRANSACTIONS.columns.findIndex(([name]) => name === "fee");

function completed(block: BlockRows, known: Outputs): BlockRows {
  const addresses = new Addresses(block.head.height, block.head.hash);
  const fees = new Map<string, string | null>();
  for (const moves of block.utxo) {
    const spent = moves.spends.flatMap(({ hash, index }) => known.get(keyOf(toHex(hash), index)) ?? []);
    fees.set(bytes(moves.hash), feeOf(moves, spent));
    addAddresses(addresses, moves, spent);
  }
  const transactions = block.transactions.map((row): Row => {
    const fee = fees.get(row[0] ?? "") ?? null;
    return row.map((cell, at) => (at === FEE_AT ? fee : cell));
  });
  return { ...block, transactions, addressTransactions: addresses.rows, addresses: addresses.touches() };
}

/** The rows of waiting transactions; on a utxo ledger with what they pay, as far as the outputs that they spend are known. */
export async function withFees(sql: Sql, network: string, pending: readonly PendingRows[]): Promise<Row[]> {
  const moves = pending.flatMap(({ utxo }) => utxo ?? []);
  if (moves.length === 0) return pending.map(({ row }) => row);
  const known = await knownOutputs(sql, network, moves);
  return pending.map(({ row, utxo }) => {
    const spent = utxo?.spends.flatMap(({ hash, index }) => known.get(keyOf(toHex(hash), index)) ?? []);
    return row.map((cell, at) => (at === FEE_AT && utxo && spent ? feeOf(utxo, spent) : cell));
  });
}

/** What these spend in all, as far as the spent outputs are known. */
export async function spentValue(sql: Sql, network: string, moves: readonly UtxoMoves[]): Promise<bigint> {
  const known = await knownOutputs(sql, network, moves);
  const spent = moves.flatMap(({ spends }) => spends).map(({ hash, index }) => known.get(keyOf(toHex(hash), index)));
  return spent.reduce((sum, output) => sum + (output?.value ?? 0n), 0n);
}

/** Blocks of account ledgers stay as they are. */
export async function completeSpends(
  sql: Sql,
  network: string,
  blocks: readonly BlockRows[],
): Promise<readonly BlockRows[]> {
  const moves = blocks.flatMap(({ utxo }) => utxo);
  if (moves.length === 0) return blocks;
  const known = await knownOutputs(sql, network, moves);
  return blocks.map((block) => completed(block, known));
}

/** Written anew where they are known, so that indexing again mends damage. */
export async function putMoves(
  sql: Sql,
  put: Put,
  network: string,
  blocks: readonly Pick<BlockRows, "utxo">[],
): Promise<void> {
  const byHash = new Map(blocks.flatMap(({ utxo }) => utxo).map((moves) => [bytes(moves.hash), moves]));
  if (byHash.size === 0) return;
  const hashes = [...byHash.keys()];
  for (const { name } of [UTXO_OUTPUTS, UTXO_INPUTS])
    await sql.query(`delete from ${name} where network = $1 and tx_hash = any($2::text[]::bytea[])`, [network, hashes]);
  const moves = [...byHash.values()];
  await put.insert(
    UTXO_OUTPUTS,
    moves.flatMap(({ outputRows }) => outputRows),
  );
  await put.insert(
    UTXO_INPUTS,
    moves.flatMap(({ inputRows }) => inputRows),
  );
  await completeEarlierSpenders(sql, network, hashes);
}

/** $1 the network, $2 transactions: those outside of them that spend their outputs, and are in a block. */
const SPENDERS = `select distinct i.tx_hash from utxo_inputs i
  where i.network = $1 and i.previous_hash = any($2::text[]::bytea[]) and not (i.tx_hash = any($2::text[]::bytea[]))`;

const FEES = `with spenders as (${SPENDERS}),
  fees as (
    select i.tx_hash, sum(o.value) - (select sum(p.value) from utxo_outputs p where p.network = $1 and p.tx_hash = i.tx_hash) as fee
    from spenders s join utxo_inputs i on i.network = $1 and i.tx_hash = s.tx_hash
    left join utxo_outputs o on o.network = $1 and o.tx_hash = i.previous_hash and o.index = i.previous_index
    group by i.tx_hash having count(*) = count(o.value))
  update transactions t set fee = fees.fee from fees
  where t.network = $1 and t.hash = fees.tx_hash and t.block_hash is not null and fees.fee >= 0`;

const PLACES = `with taken as (
    select distinct i.tx_hash, o.address from utxo_inputs i
    join utxo_outputs o on o.network = $1 and o.tx_hash = i.previous_hash and o.index = i.previous_index
    where i.network = $1 and i.previous_hash = any($2::text[]::bytea[]) and not (i.tx_hash = any($2::text[]::bytea[]))
      and o.address is not null),
  placed as (
    insert into address_transactions as a (network, address, height, index, block_hash, hash, role)
    select $1, t.address, b.height, bt.index, bt.block_hash, t.tx_hash, 'from' from taken t
    join block_transactions bt on bt.network = $1 and bt.hash = t.tx_hash
    join blocks b on b.network = $1 and b.hash = bt.block_hash
    on conflict (network, address, height, index, block_hash) do update
      set role = case a.role when 'to' then 'self' else a.role end
    returning a.address, a.height)
  update addresses d set first_seen_height = least(d.first_seen_height, p.low), last_seen_height = greatest(d.last_seen_height, p.high)
  from (select address, min(height) as low, max(height) as high from placed group by address) p
  where d.network = $1 and d.address = p.address`;

/** Last in a commit: every other row stands. */
async function completeEarlierSpenders(sql: Sql, network: string, hashes: readonly string[]): Promise<void> {
  const [found] = await sql.query<{ tx_hash: string }>(
    `select encode(s.tx_hash, 'hex') as tx_hash from (${SPENDERS}) s limit 1`,
    [network, hashes],
  );
  if (!found) return;
  await sql.query(FEES, [network, hashes]);
  await sql.query(PLACES, [network, hashes]);
}
