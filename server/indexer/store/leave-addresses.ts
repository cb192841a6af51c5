/**
 * When blocks leave the canonical chain, the addresses that they touched were last seen in what remains. One that nothing
 * canonical touches stays, because losing rows do; its last height is then below its first, and the next block that touches
 * it begins anew (`mergeAddresses`).
 */
import type { Sql } from "./sql";

const CANONICAL = "join blocks b on b.network = x.network and b.hash = x.block_hash and b.canonical";

/** @param blocks hex, already marked as not canonical */
export async function leaveAddresses(sql: Sql, network: string, blocks: readonly string[]): Promise<void> {
  if (blocks.length === 0) return;
  await sql.query(
    `with gone as (select ('\\x' || u)::bytea as hash from unnest($2::text[]) as u),
      touched as (
        select address from address_transactions where network = $1 and block_hash in (select hash from gone)
        union select address from logs where network = $1 and block_hash in (select hash from gone)
        union select proposer from blocks where network = $1 and hash in (select hash from gone) and proposer is not null),
      left_over as (
        select t.address, greatest(
            (select x.height from address_transactions x ${CANONICAL}
              where x.network = $1 and x.address = t.address order by x.height desc limit 1),
            (select x.height from logs x ${CANONICAL}
              where x.network = $1 and x.address = t.address order by x.height desc limit 1),
            (select b.height from blocks b
              where b.network = $1 and b.canonical and b.proposer = t.address order by b.height desc limit 1)) as last,
          exists (select 1 from logs x ${CANONICAL} where x.network = $1 and x.address = t.address)
            or exists (select 1 from address_transactions x ${CANONICAL}
              where x.network = $1 and x.address = t.address and x.role = 'created') as is_contract
        from touched t)
    update addresses a set last_seen_height = coalesce(l.last, a.first_seen_height - 1), is_contract = l.is_contract
      from left_over l where a.network = $1 and a.address = l.address`,
    [network, blocks],
  );
}
