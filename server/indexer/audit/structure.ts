/** What can be seen of damage without asking the source: heights without a block, or with two, and rows that hang in the air. */
import type { Sql } from "../store/sql";

export interface Suspect {
  readonly kind: "missing height" | "two canonical blocks" | "outside of ranges" | "orphaned transaction";
  readonly height: number;
}

/** More of one kind in one slice are found the next time round. */
const SUSPECTS_MAX = 100;

const STATEMENT = `
  (select 'missing height' as kind, h::float8 as height
    from indexed_ranges r, generate_series(greatest(r.from_height, $2::bigint), least(r.to_height, $3::bigint)) h
    where r.network = $1 and not exists (select 1 from blocks b where b.network = $1 and b.canonical and b.height = h)
    order by h limit ${SUSPECTS_MAX})
  union all
  (select 'two canonical blocks', height::float8 from blocks
    where network = $1 and canonical and height between $2::bigint and $3::bigint
    group by height having count(*) > 1 order by height limit ${SUSPECTS_MAX})
  union all
  (select 'outside of ranges', b.height::float8 from blocks b
    where b.network = $1 and b.canonical and b.height between $2::bigint and $3::bigint
      and not exists (select 1 from indexed_ranges r where r.network = $1 and b.height between r.from_height and r.to_height)
    order by b.height limit ${SUSPECTS_MAX})
  union all
  (select 'orphaned transaction', coalesce(p.height, t.block_height)::float8 from transactions t
    left join lateral (select b.height from block_transactions bt
      join blocks b on b.network = bt.network and b.hash = bt.block_hash and b.canonical
      where bt.network = $1 and bt.hash = t.hash limit 1) p on true
    where t.network = $1 and t.block_hash is not null and t.block_height between $2::bigint and $3::bigint
      and not exists (select 1 from blocks b where b.network = $1 and b.hash = t.block_hash and b.canonical)
    limit ${SUSPECTS_MAX})`;

/** Both ends included. */
export function findSuspects(sql: Sql, network: string, from: number, to: number): Promise<Suspect[]> {
  return sql.query<Suspect>(STATEMENT, [network, String(from), String(to)]);
}

/** Transactions that still point at a block which is not canonical, after the source's blocks were written anew. */
export async function releaseOrphans(sql: Sql, network: string, from: number, to: number): Promise<string[]> {
  const rows = await sql.query<{ hash: string }>(
    `update transactions t set status = 'dropped', drop_reason = 'no block of the source holds it', block_hash = null,
        block_height = null, index = null, block_time = null, fee = null, gas_used = null, contract_address = null,
        first_seen_at = coalesce(t.first_seen_at, now())
      where t.network = $1 and t.block_hash is not null and t.block_height between $2::bigint and $3::bigint
        and not exists (select 1 from blocks b join block_transactions bt on bt.network = b.network and bt.block_hash = b.hash
          where b.network = $1 and b.hash = t.block_hash and b.canonical and bt.hash = t.hash)
      returning encode(t.hash, 'hex') as hash`,
    [network, String(from), String(to)],
  );
  return rows.map(({ hash }) => hash);
}
