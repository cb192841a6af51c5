/** Which canonical heights are indexed: inclusive ranges, disjoint, merged when they touch. */
import type { Sql } from "./sql";

export type Range = readonly [from: number, to: number];

/** Pure: adds a range to disjoint ranges. */
export function mergeRange(ranges: readonly Range[], added: Range): Range[] {
  let [from, to] = added;
  const apart: Range[] = [];
  for (const range of ranges) {
    if (range[1] + 1 < from || range[0] > to + 1) apart.push(range);
    else {
      from = Math.min(from, range[0]);
      to = Math.max(to, range[1]);
    }
  }
  return [...apart, [from, to] as const].sort((a, b) => a[0] - b[0]);
}

/** Pure: ascending heights as ranges. */
export function rangesOf(heights: readonly number[]): Range[] {
  return heights.reduce<Range[]>((ranges, height) => mergeRange(ranges, [height, height]), []);
}

/** Pure: what is missing between two heights, inclusive. */
export function missingRanges(ranges: readonly Range[], from: number, to: number): Range[] {
  const missing: Range[] = [];
  let next = from;
  for (const range of ranges) {
    if (range[1] < next) continue;
    if (range[0] > to) break;
    if (range[0] > next) missing.push([next, range[0] - 1]);
    next = range[1] + 1;
  }
  if (next <= to) missing.push([next, to]);
  return missing;
}

export async function readRanges(sql: Sql, network: string): Promise<Range[]> {
  const rows = await sql.query<{ from: number; to: number }>(
    `select from_height::float8 as "from", to_height::float8 as "to" from indexed_ranges where network = $1 order by from_height`,
    [network],
  );
  return rows.map((row) => [row.from, row.to]);
}

export async function addRanges(sql: Sql, network: string, heights: readonly number[]): Promise<void> {
  const first = heights[0];
  const last = heights.at(-1);
  if (first === undefined || last === undefined) return;
  const rows = await sql.query<{ from: number; to: number }>(
    `delete from indexed_ranges where network = $1 and to_height >= $2::bigint - 1 and from_height <= $3::bigint + 1
      returning from_height::float8 as "from", to_height::float8 as "to"`,
    [network, String(first), String(last)],
  );
  const known = rows.map((row): Range => [row.from, row.to]);
  const merged = rangesOf(heights).reduce(mergeRange, known);
  await sql.query(
    `insert into indexed_ranges (network, from_height, to_height) select $1, u.f::bigint, u.t::bigint
      from unnest($2::text[], $3::text[]) as u(f, t)`,
    [network, merged.map(([from]) => String(from)), merged.map(([, to]) => String(to))],
  );
}

/** What lies above a height is not indexed any more. */
export async function cutRanges(sql: Sql, network: string, height: number): Promise<void> {
  await sql.query(`delete from indexed_ranges where network = $1 and from_height > $2::bigint`, [
    network,
    String(height),
  ]);
  await sql.query(`update indexed_ranges set to_height = $2::bigint where network = $1 and to_height > $2::bigint`, [
    network,
    String(height),
  ]);
}
