/** What an audit found, kept for people to read: what, where, and whether it could be mended. */
import type { Sql } from "../store/sql";

export interface Finding {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly detail: string;
  readonly repaired: boolean;
}

/** The oldest go first; an index that needs more than these needs a person. */
const FINDINGS_KEPT_MAX = 1_000;

/** What could not be mended and was told before is not told again. @returns whether it is news */
export async function recordFinding(sql: Sql, network: string, finding: Finding): Promise<boolean> {
  const { kind, from, to, detail, repaired } = finding;
  const rows = await sql.query<{ id: number }>(
    `insert into audit_findings (network, kind, from_height, to_height, detail, repaired_at)
      select $1, $2, $3::bigint, $4::bigint, $5, case when $6::boolean then now() end
      where $6::boolean or not exists (select 1 from audit_findings where network = $1 and kind = $2
        and from_height = $3::bigint and to_height = $4::bigint and detail = $5 and repaired_at is null)
      returning id::float8 as id`,
    [network, kind, String(from), String(to), detail, repaired ? "t" : "f"],
  );
  if (rows.length === 0) return false;
  await sql.query(
    `insert into audits as a (network, checked_at, next_height, findings, repaired) values ($1, now(), 0, 1, $2::int)
      on conflict (network) do update set findings = a.findings + 1, repaired = a.repaired + $2::int`,
    [network, repaired ? "1" : "0"],
  );
  await sql.query(
    `delete from audit_findings where network = $1 and id <= (select max(id) from audit_findings where network = $1) - $2::int`,
    [network, String(FINDINGS_KEPT_MAX)],
  );
  return true;
}

/** Where the walk goes on. */
export async function readCursor(sql: Sql, network: string): Promise<number> {
  const [row] = await sql.query<{ next: number }>(`select next_height::float8 as next from audits where network = $1`, [
    network,
  ]);
  return row?.next ?? 0;
}

export async function recordChecked(sql: Sql, network: string, next: number): Promise<void> {
  await sql.query(
    `insert into audits (network, checked_at, next_height) values ($1, now(), $2::bigint)
      on conflict (network) do update set checked_at = now(), next_height = $2::bigint`,
    [network, String(next)],
  );
}
