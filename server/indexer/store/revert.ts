/**
 * Blocks leave the canonical chain: their rows stay. Their transactions wait again, unless the new branch holds them, in
 * which case that commit writes them next; a recording's can't wait, and say what became of them.
 */
import { toHex } from "#server/lib/bytes";
import { bytes } from "../decode/values";
import { type Commit, txTopic } from "./frames";

export interface Leaving {
  /** Hex, highest first. */
  readonly blocks: readonly string[];
  /** Transactions that the same commit includes elsewhere, as cells. */
  readonly included: readonly (string | null)[];
  /** Whether they wait again; else they are dropped with this reason. */
  readonly dropReason: string | null;
}

/** Marks the canonical blocks above a height. @returns their hashes, highest first */
export async function leaveAbove(commit: Commit, height: number): Promise<string[]> {
  const rows = await commit.sql.query<{ hash: string }>(
    `with gone as (update blocks set canonical = false, final = false
        where network = $1 and canonical and height > $2::bigint returning hash, height)
      select encode(hash, 'hex') as hash from gone order by height desc`,
    [commit.network, String(height)],
  );
  return rows.map((row) => row.hash);
}

/** Marks the canonical blocks that other blocks of the same heights replace. */
export async function leaveReplaced(
  commit: Commit,
  blocks: readonly { readonly height: number; readonly hash: Uint8Array }[],
): Promise<string[]> {
  const rows = await commit.sql.query<{ hash: string }>(
    `with gone as (update blocks b set canonical = false, final = false
        from unnest($2::text[], $3::text[]) as u(height, hash)
        where b.network = $1 and b.canonical and b.height = u.height::bigint and b.hash <> u.hash::bytea
        returning b.hash, b.height)
      select encode(hash, 'hex') as hash from gone order by height desc`,
    [commit.network, blocks.map(({ height }) => String(height)), blocks.map(({ hash }) => bytes(hash))],
  );
  return rows.map((row) => row.hash);
}

export async function releaseTransactions(commit: Commit, leaving: Leaving): Promise<void> {
  if (leaving.blocks.length === 0) return;
  for (const hash of leaving.blocks) commit.frame("blocks", "block.reverted", { hash });
  const losing = await commit.sql.query<{ hash: string }>(
    `select distinct encode(t.hash, 'hex') as hash
      from block_transactions bt join transactions t on t.network = bt.network and t.hash = bt.hash
      where bt.network = $1 and bt.block_hash = any($2::text[]::bytea[]) and t.block_hash = bt.block_hash
        and not (t.hash = any($3::text[]::bytea[]))`,
    [commit.network, leaving.blocks.map((hash) => `\\x${hash}`), leaving.included],
  );
  if (losing.length === 0) return;
  await commit.sql.query(
    `with back as (
      update transactions t set status = $4, drop_reason = $5, block_hash = null, block_height = null, index = null,
        block_time = null, fee = null, gas_used = null, contract_address = null,
        first_seen_at = coalesce(t.first_seen_at, now()), live_prev = t.live_seq, live_seq = u.seq::bigint
      from unnest($2::text[], $3::text[]) as u(hash, seq)
      where t.network = $1 and t.hash = u.hash::bytea returning t.hash, t.live_prev, t.live_seq)
    insert into live_frames (network, seq, topic, prev, type, ref)
    select $1, live_seq, ${txTopic("hash")}, live_prev, 'transaction.updated',
      jsonb_build_object('hash', encode(hash, 'hex')) from back`,
    [
      commit.network,
      losing.map(({ hash }) => `\\x${hash}`),
      losing.map(() => String(commit.number())),
      leaving.dropReason === null ? "pending" : "dropped",
      leaving.dropReason,
    ],
  );
  const type = leaving.dropReason === null ? "transactions.pending" : "transactions.dropped";
  commit.hashesFrame(
    type,
    losing.map(({ hash }) => hash),
  );
}

/** Blocks that are written anew (they come back after a fork, or a recording has changed) replace their old rows. */
export async function replaceKnown(commit: Commit, hashes: readonly Uint8Array[], children: readonly string[]) {
  const cells = hashes.map(bytes);
  const known = await commit.sql.query<{ hash: string; certificate: string | null }>(
    `delete from blocks where network = $1 and hash = any($2::text[]::bytea[])
      returning encode(hash, 'hex') as hash, certificate::text as certificate`,
    [commit.network, cells],
  );
  if (known.length === 0) return new Map<string, string | null>();
  const gone = known.map(({ hash }) => `\\x${hash}`);
  for (const table of children)
    await commit.sql.query(`delete from ${table} where network = $1 and block_hash = any($2::text[]::bytea[])`, [
      commit.network,
      gone,
    ]);
  return new Map(known.map(({ hash, certificate }) => [hash, certificate]));
}

export const sameHash = (a: Uint8Array | null, b: string | null): boolean => (a ? toHex(a) : null) === b;
