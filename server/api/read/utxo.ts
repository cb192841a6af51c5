/** What only utxo ledgers have to read: a transaction's inputs and outputs, each linked to the other end, and balances. */
import { Prisma } from "#prisma";
import { toHex as hexOf, to0x } from "#server/lib/bytes";
import { decimal, optional } from "../format";
import type { AddressView } from "../schema";
import type { UtxoInputView, UtxoOutputView } from "../schema-utxo";
import type { Db, NetworkContext } from "./network";

/** Of each; `inputCount` and `outputCount` tell that there are more. */
const SHOWN_MAX = 1000;
/** A balance is added up from this many transactions at most. */
const BALANCE_TRANSACTIONS_MAX = 5000;

type Decimal = Prisma.Decimal;

interface InputRow {
  index: number;
  previous_hash: Uint8Array | null;
  previous_index: bigint | null;
  script: Uint8Array;
  witness: Uint8Array[];
  sequence: bigint;
  value: Decimal | null;
  address: Uint8Array | null;
  kind: string | null;
}

async function readInputs(db: Db, network: NetworkContext, hash: Uint8Array): Promise<UtxoInputView[]> {
  const { format } = network;
  const rows = await db.$queryRaw<InputRow[]>`
    select i.index, i.previous_hash, i.previous_index, i.script, i.witness, i.sequence, o.value, o.address, o.kind
    from utxo_inputs i left join utxo_outputs o
      on o.network = i.network and o.tx_hash = i.previous_hash and o.index = i.previous_index
    where i.network = ${network.name} and i.tx_hash = ${hash} order by i.index limit ${SHOWN_MAX}`;
  return rows.map((row) => ({
    previousHash: optional(row.previous_hash, format.hash),
    previousIndex: optional(row.previous_index, Number),
    address: optional(row.address, format.address),
    value: decimal(row.value),
    kind: row.kind,
    coinbase: row.previous_hash === null,
    script: to0x(row.script),
    witness: row.witness.map(to0x),
    sequence: Number(row.sequence),
  }));
}

interface OutputRow {
  index: number;
  value: Decimal;
  script: Uint8Array;
  kind: string;
  address: Uint8Array | null;
  spender: Uint8Array | null;
  spender_index: number | null;
}

/** Only a spender that stands in the canonical chain counts. */
async function readOutputs(db: Db, network: NetworkContext, hash: Uint8Array): Promise<UtxoOutputView[]> {
  const { format } = network;
  const rows = await db.$queryRaw<OutputRow[]>`
    select o.index, o.value, o.script, o.kind, o.address, s.tx_hash as spender, s.index as spender_index
    from utxo_outputs o left join lateral (
      select i.tx_hash, i.index from utxo_inputs i
      join transactions t on t.network = i.network and t.hash = i.tx_hash and t.block_hash is not null
      where i.network = o.network and i.previous_hash = o.tx_hash and i.previous_index = o.index limit 1) s on true
    where o.network = ${network.name} and o.tx_hash = ${hash} order by o.index limit ${SHOWN_MAX}`;
  return rows.map((row) => ({
    index: row.index,
    value: decimal(row.value) ?? "0",
    address: optional(row.address, format.address),
    kind: row.kind,
    script: to0x(row.script),
    spentBy:
      row.spender === null || row.spender_index === null
        ? null
        : { hash: format.hash(row.spender), index: row.spender_index },
  }));
}

/** Null on account ledgers. */
export async function readMoves(
  db: Db,
  network: NetworkContext,
  hash: Uint8Array,
): Promise<{ inputs: UtxoInputView[] | null; outputs: UtxoOutputView[] | null }> {
  if (network.format.ledger !== "utxo") return { inputs: null, outputs: null };
  const [inputs, outputs] = await Promise.all([readInputs(db, network, hash), readOutputs(db, network, hash)]);
  return { inputs, outputs };
}

export type Balance = Pick<AddressView, "balance" | "balanceAt" | "balanceUnknown">;

/** Every block from genesis to the head is indexed: else an output, or what spends one, may be missing. */
async function isWhole(db: Db, network: NetworkContext): Promise<boolean> {
  const ranges = await db.indexedRange.findMany({ where: { network: network.name }, take: 2 });
  const [only] = ranges;
  return ranges.length === 1 && only?.fromHeight === 0n && Number(only.toHeight) === network.headHeight;
}

/** The unspent outputs to an address, added up; unknown rather than wrong where the history is not whole. */
export async function utxoBalance(db: Db, network: NetworkContext, address: Uint8Array): Promise<Balance> {
  const unknown = (balanceUnknown: Balance["balanceUnknown"]): Balance => ({
    balance: null,
    balanceAt: null,
    balanceUnknown,
  });
  const { headHeight, row } = network;
  if (headHeight === null || row.headHash === null || !(await isWhole(db, network))) return unknown("partial-history");
  const places = await db.$queryRaw<{ hash: Uint8Array<ArrayBuffer> }[]>`
    select distinct a.hash from address_transactions a
    join blocks b on b.network = a.network and b.hash = a.block_hash and b.canonical
    where a.network = ${network.name} and a.address = ${address} and a.role in ('to', 'self')
    limit ${BALANCE_TRANSACTIONS_MAX + 1}`;
  if (places.length > BALANCE_TRANSACTIONS_MAX) return unknown("long-history");
  const [found] = await db.$queryRaw<{ balance: Decimal }[]>`
    select coalesce(sum(o.value), 0) as balance from utxo_outputs o
    where o.network = ${network.name} and o.address = ${address}
      and o.tx_hash = any(${places.map(({ hash }) => `\\x${hexOf(hash)}`)}::text[]::bytea[])
      and not exists (
        select 1 from utxo_inputs i
        join transactions t on t.network = i.network and t.hash = i.tx_hash and t.block_hash is not null
        where i.network = o.network and i.previous_hash = o.tx_hash and i.previous_index = o.index)`;
  return {
    balance: decimal(found?.balance ?? new Prisma.Decimal(0)),
    balanceAt: { height: headHeight, hash: network.format.hash(row.headHash) },
    balanceUnknown: null,
  };
}
