/** Live frames are kept for a while only: who was away longer subscribes anew. Small batches, so that nobody waits. */
import type { Sql } from "./sql";

export const FRAMES_AGE_MS_MAX = 60 * 60 * 1000;
/** A network's newest frames that are kept even in a busy hour. */
export const FRAMES_KEPT_MAX = 100_000;
export const PRUNE_BATCH = 5_000;

/** @returns how many were removed; a full batch means that there are more */
export async function pruneFrames(
  sql: Sql,
  network: string,
  limits: { ageMsMax: number; keptMax: number; batch: number } = {
    ageMsMax: FRAMES_AGE_MS_MAX,
    keptMax: FRAMES_KEPT_MAX,
    batch: PRUNE_BATCH,
  },
): Promise<number> {
  const [row] = await sql.query<{ removed: number }>(
    `with old as (
      select seq from live_frames f where f.network = $1
        and (f.at < now() - make_interval(secs => $2::float8 / 1000)
          or f.seq <= (select live_seq from networks where name = $1) - $3::bigint)
      order by f.seq limit $4::int),
    gone as (delete from live_frames f using old where f.network = $1 and f.seq = old.seq returning 1)
    select count(*)::float8 as removed from gone`,
    [network, String(limits.ageMsMax), String(limits.keptMax), String(limits.batch)],
  );
  return row?.removed ?? 0;
}
