/**
 * Addresses that claim more than any block says: seen first or last at a height where nothing touches them, or a contract that
 * nobody created and that never logged. Looked at a page at a time, in the order of their keys; what they claim is then told
 * anew from the rows of blocks.
 */
import type { Sql } from "../store/sql";

export interface AddressPage {
  /** Hex. */
  readonly strays: readonly string[];
  /** Where the next page begins; null: that was the last one. */
  readonly next: string | null;
}

const touched = (height: string, canonical: boolean) => {
  const held = canonical
    ? "exists (select 1 from blocks b where b.network = $1 and b.hash = x.block_hash and b.canonical)"
    : "true";
  return `(exists (select 1 from address_transactions x where x.network = $1 and x.address = p.address and x.height = ${height} and ${held})
    or exists (select 1 from logs x where x.network = $1 and x.address = p.address and x.height = ${height} and ${held})
    or exists (select 1 from blocks b where b.network = $1 and b.height = ${height} and b.proposer = p.address
      and (b.canonical or not ${canonical})))`;
};

const HELD = "join blocks b on b.network = x.network and b.hash = x.block_hash and b.canonical";
const isContract = (address: string) =>
  `(exists (select 1 from logs x ${HELD} where x.network = $1 and x.address = ${address})
    or exists (select 1 from address_transactions x ${HELD} where x.network = $1 and x.address = ${address} and x.role = 'created'))`;

export async function findStrays(sql: Sql, network: string, after: string | null, limit: number): Promise<AddressPage> {
  const rows = await sql.query<{ address: string; stray: boolean }>(
    `with p as (select * from addresses where network = $1 and address > coalesce(decode($2, 'hex'), '\\x'::bytea)
        order by address limit $3::int)
    select encode(p.address, 'hex') as address, not (
        ${touched("p.first_seen_height", false)}
        and (p.last_seen_height = p.first_seen_height - 1 or ${touched("p.last_seen_height", true)})
        and (not p.is_contract or p.last_seen_height < p.first_seen_height or ${isContract("p.address")})) as stray
      from p order by p.address`,
    [network, after, String(limit)],
  );
  return {
    strays: rows.filter(({ stray }) => stray).map(({ address }) => address),
    next: rows.length < limit ? null : (rows.at(-1)?.address ?? null),
  };
}

/** One end of where canonical, or any, blocks touch an address. */
const end = (order: "asc" | "desc", canonical: boolean) => {
  const join = canonical ? HELD : "";
  const [pick, held] = [order === "asc" ? "least" : "greatest", canonical ? "and b.canonical" : ""];
  return `${pick}(
    (select x.height from address_transactions x ${join} where x.network = $1 and x.address = a.address order by x.height ${order} limit 1),
    (select x.height from logs x ${join} where x.network = $1 and x.address = a.address order by x.height ${order} limit 1),
    (select b.height from blocks b where b.network = $1 ${held} and b.proposer = a.address order by b.height ${order} limit 1))`;
};

/** Under the network's lock, so that no commit is half seen. @returns how many were put right, or removed as nobody's */
export async function mendStrays(sql: Sql, network: string, strays: readonly string[]): Promise<number> {
  await sql.query("select 1 from networks where name = $1 for update", [network]);
  const rows = await sql.query<{ one: number }>(
    `with told as (select a.address, ${end("asc", true)} as low, ${end("desc", true)} as high, ${end("asc", false)} as losing,
          ${isContract("a.address")} as is_contract
        from addresses a where a.network = $1 and a.address = any(array(select decode(u, 'hex') from unnest($2::text[]) u))),
      gone as (delete from addresses a using told t
        where a.network = $1 and a.address = t.address and t.losing is null returning 1 as one),
      kept as (update addresses a set first_seen_height = coalesce(t.low, t.losing),
          last_seen_height = coalesce(t.high, t.losing - 1), is_contract = t.is_contract
        from told t where a.network = $1 and a.address = t.address and t.losing is not null returning 1 as one)
    select one from gone union all select one from kept`,
    [network, strays],
  );
  return rows.length;
}
