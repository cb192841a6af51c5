/** Canonical blocks up to a height can't be replaced any more: their rows, the network's final height, and the frames. */
import { toHex } from "#server/lib/bytes";
import type { Ref } from "../decode/rows";
import { bytes } from "../decode/values";
import { Commit, txTopic } from "./frames";
import type { Sql } from "./sql";

/** More blocks than these becoming final at once (after a catch-up) are announced by the newest alone. */
const FRAMES_MAX = 64;

async function announceTransactions(commit: Commit, blocks: readonly string[]): Promise<void> {
  const rows = await commit.sql.query<{ hash: string }>(
    `select distinct encode(hash, 'hex') as hash from block_transactions
      where network = $1 and block_hash = any($2::text[]::bytea[])`,
    [commit.network, blocks.map((hash) => `\\x${hash}`)],
  );
  if (rows.length === 0) return;
  await commit.sql.query(
    `with put as (
      update transactions t set live_prev = t.live_seq, live_seq = u.seq::bigint
      from unnest($2::text[], $3::text[]) as u(hash, seq) where t.network = $1 and t.hash = u.hash::bytea
      returning t.hash, t.live_prev, t.live_seq)
    insert into live_frames (network, seq, topic, prev, type, ref)
    select $1, live_seq, ${txTopic("hash")}, live_prev, 'transaction.updated',
      jsonb_build_object('hash', encode(hash, 'hex')) from put`,
    [commit.network, rows.map(({ hash }) => `\\x${hash}`), rows.map(() => String(commit.number()))],
  );
}

/**
 * @param certificate JSON, kept beside the block
 * @returns false where the block is not in the canonical chain as indexed
 */
export async function commitFinal(sql: Sql, network: string, ref: Ref, certificate: string | null): Promise<boolean> {
  const commit = await Commit.begin(sql, network);
  const hash = bytes(ref.hash);
  const [block] = await sql.query<{ canonical: boolean }>(
    `update blocks set certificate = coalesce($3::jsonb, certificate) where network = $1 and hash = $2::bytea
      returning canonical`,
    [network, hash, certificate],
  );
  if (!block?.canonical) return false;
  if (ref.height <= (commit.row.final_height ?? -1)) return true;
  const rows = await sql.query<{ hash: string }>(
    `with done as (update blocks set final = true
        where network = $1 and canonical and not final and height <= $2::bigint and height > $3::bigint returning hash, height)
      select encode(hash, 'hex') as hash from done order by height`,
    [network, String(ref.height), String(commit.row.final_height ?? -1)],
  );
  const announced = rows.length > FRAMES_MAX ? [toHex(ref.hash)] : rows.map((row) => row.hash);
  for (const final of announced) commit.frame("blocks", "block.final", { hash: final });
  if (rows.length <= FRAMES_MAX) await announceTransactions(commit, announced);
  await sql.query(`update networks set final_hash = $2::bytea, final_height = $3::bigint where name = $1`, [
    network,
    hash,
    String(ref.height),
  ]);
  await commit.end();
  return true;
}
