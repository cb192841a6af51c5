/**
 * A network's own row, against the blocks and the source: the head is its highest canonical block, the final block the highest
 * one marked so, live numbers are not behind what was sent, and what its source states of itself stands there. All but the
 * last are told by the tables alone, and mended at once: nothing else can be judged while they are wrong.
 */

import { type StatedNetwork, statedColumns } from "../store/network";
import type { Sql } from "../store/sql";

const HEAD = `select hash, height, time from blocks where network = $1 and canonical order by height desc limit 1`;
/** Downward from the head: what is final is near it. Where nothing is, nothing is looked for. */
const FINAL = `select hash, height from blocks where network = $1 and canonical and final order by height desc limit 1`;

/** @returns the names of the columns that were put right */
export async function mendPlaces(sql: Sql, network: string): Promise<string[]> {
  await sql.query("select 1 from networks where name = $1 for update", [network]);
  const [found] = await sql.query<{ head: boolean; final: boolean; seq: boolean }>(
    `select not exists (select 1 from (${HEAD}) h
        where h.hash = n.head_hash and h.height = n.head_height and h.time = n.head_time) and exists (${HEAD}) as head,
      n.final_height is distinct from null and not exists (select 1 from (${FINAL}) f
        where f.hash = n.final_hash and f.height = n.final_height) as final,
      n.live_seq < (select coalesce(max(seq), 0) from live_frames where network = $1) as seq
      from networks n where n.name = $1`,
    [network],
  );
  const wrong = [
    ...(found?.head ? ["head"] : []),
    ...(found?.final ? ["final block"] : []),
    ...(found?.seq ? ["live number"] : []),
  ];
  if (found?.head)
    await sql.query(
      `update networks n set head_hash = h.hash, head_height = h.height, head_time = h.time from (${HEAD}) h where n.name = $1`,
      [network],
    );
  if (found?.final)
    await sql.query(
      `update networks n set final_hash = (select hash from (${FINAL}) f), final_height = (select height from (${FINAL}) f)
        where n.name = $1`,
      [network],
    );
  if (found?.seq)
    await sql.query(
      `update networks set live_seq = (select max(seq) from live_frames where network = $1) where name = $1`,
      [network],
    );
  return wrong;
}

/** Only while the source's chain contains our head: then what it states is ours. @returns the names of columns put right */
export async function mendStated(sql: Sql, network: string, stated: StatedNetwork): Promise<string[]> {
  const columns = statedColumns(stated);
  const differs = columns.map(([name, type], at) => `${name} is distinct from $${at + 2}::${type} as "${name}"`);
  const [found] = await sql.query<Record<string, boolean>>(
    `select ${differs.join(", ")} from networks where name = $1 for update`,
    [network, ...columns.map(([, , value]) => value)],
  );
  const wrong = columns.filter(([name]) => found?.[name]).map(([name]) => name);
  if (wrong.length > 0)
    await sql.query(
      `update networks set ${columns.map(([name, type], at) => `${name} = $${at + 2}::${type}`).join(", ")} where name = $1`,
      [network, ...columns.map(([, , value]) => value)],
    );
  return wrong;
}
