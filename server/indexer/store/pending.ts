/** Transactions that wait, and those that leave a pool without being included. Batches, each one transaction. */
import { toHex } from "#server/lib/bytes";
import type { PendingRows } from "../decode/rows";
import { bytes, text } from "../decode/values";
import { Commit, txTopic } from "./frames";
import { putByUnnest } from "./put";
import type { Sql } from "./sql";
import { TRANSACTIONS } from "./tables";
import { putMoves, withFees } from "./utxo";

export interface Dropped {
  readonly hash: Uint8Array;
  readonly reason: string;
}

const columns = TRANSACTIONS.columns.map(([name]) => `"${name}"`).join(", ");
const casts = TRANSACTIONS.columns.map(([name, type]) => `u."${name}"::${type}`).join(", ");
const arrays = TRANSACTIONS.columns.map((_, index) => `$${index + 2}::text[]`).join(", ");

/** New ones, and dropped ones that came back; an included one stays as it is. */
const ADMIT = `with put as (
    insert into transactions as t (network, ${columns}, first_seen_at)
    select $1, ${casts}, now() from unnest(${arrays}) as u(${columns})
    on conflict (network, hash) do update set status = 'pending', drop_reason = null, live_prev = t.live_seq, live_seq = excluded.live_seq
      where t.status = 'dropped'
    returning t.hash, t.live_prev, t.live_seq),
  sent as (
    insert into live_frames (network, seq, topic, prev, type, ref)
    select $1, live_seq, ${txTopic("hash")}, live_prev, 'transaction.updated',
      jsonb_build_object('hash', encode(hash, 'hex')) from put)
  select encode(hash, 'hex') as hash from put`;

const DROP = `with put as (
    update transactions t set status = 'dropped', drop_reason = u.reason, live_prev = t.live_seq, live_seq = u.seq::bigint
    from unnest($2::text[], $3::text[], $4::text[]) as u(hash, reason, seq)
    where t.network = $1 and t.hash = u.hash::bytea and t.status = 'pending'
    returning t.hash, t.live_prev, t.live_seq),
  sent as (
    insert into live_frames (network, seq, topic, prev, type, ref)
    select $1, live_seq, ${txTopic("hash")}, live_prev, 'transaction.updated',
      jsonb_build_object('hash', encode(hash, 'hex')) from put)
  select encode(hash, 'hex') as hash from put`;

async function admit(commit: Commit, admitted: readonly PendingRows[]): Promise<string[]> {
  const rows = await withFees(commit.sql, commit.network, admitted);
  const unique = [...new Map(rows.map((row) => [row[0], row])).values()];
  const numbered = unique.map((row) => [...row, String(commit.number())]);
  const values = TRANSACTIONS.columns.map((_, index) => numbered.map((row) => row[index] ?? null));
  const put = await commit.sql.query<{ hash: string }>(ADMIT, [commit.network, ...values]);
  const waiting = new Set(put.map(({ hash }) => hash));
  const moves = admitted.flatMap(({ utxo }) => (utxo && waiting.has(toHex(utxo.hash)) ? [utxo] : []));
  await putMoves(commit.sql, putByUnnest(commit.sql, commit.network), commit.network, [{ utxo: moves }]);
  return [...waiting];
}

async function drop(commit: Commit, dropped: readonly Dropped[]): Promise<string[]> {
  const unique = [...new Map(dropped.map((each) => [bytes(each.hash), each])).values()];
  const put = await commit.sql.query<{ hash: string }>(DROP, [
    commit.network,
    unique.map(({ hash }) => bytes(hash)),
    unique.map(({ reason }) => text(reason)),
    unique.map(() => String(commit.number())),
  ]);
  return put.map(({ hash }) => hash);
}

/** What was admitted first and dropped then is dropped; the caller flushes when the order is the other way round. */
export async function commitPending(
  sql: Sql,
  network: string,
  admitted: readonly PendingRows[],
  dropped: readonly Dropped[],
): Promise<void> {
  const commit = await Commit.begin(sql, network);
  const waiting = admitted.length > 0 ? await admit(commit, admitted) : [];
  const gone = dropped.length > 0 ? await drop(commit, dropped) : [];
  if (waiting.length + gone.length === 0) return;
  commit.hashesFrame("transactions.pending", waiting);
  commit.hashesFrame("transactions.dropped", gone);
  await commit.mempoolFrame();
  await commit.end();
}

/** The longest-waiting ones, to be asked for again. @returns hex */
export async function oldestPending(sql: Sql, network: string, olderThanMs: number, limit: number): Promise<string[]> {
  const rows = await sql.query<{ hash: string }>(
    `select encode(hash, 'hex') as hash from transactions where network = $1 and status = 'pending'
      and first_seen_at < now() - make_interval(secs => $2::float8 / 1000) order by first_seen_at limit $3::int`,
    [network, String(olderThanMs), String(limit)],
  );
  return rows.map(({ hash }) => hash);
}
