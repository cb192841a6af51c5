/**
 * Writes a range anew as the source gives it, in one transaction with its frames: other canonical blocks of those heights
 * leave the chain, rows that belong to the range's blocks are replaced, transactions that no block holds are dropped. What is
 * final stays final; where the head is, does not change.
 */
import type pg from "pg";
import type { BlockRows, Head } from "../decode/rows";
import { commitBlocks } from "../store/commit-blocks";
import { putByCopy } from "../store/put";
import { inConnection, type Sql } from "../store/sql";
import { CHILDREN } from "../store/tables";
import { compareBlocks, type Difference, hashCells } from "./compare";
import { findSuspects, releaseOrphans } from "./structure";

export interface Range {
  readonly from: number;
  readonly to: number;
  readonly blocks: readonly BlockRows[];
}

/** @returns what still differs. @throws HeadMovedError when the chain has moved since the source was asked */
export async function repair(pool: pg.Pool, network: string, head: Head, range: Range): Promise<Difference[]> {
  const { from, to, blocks } = range;
  return inConnection(pool, async (sql, client) => {
    await sql.query("select 1 from networks where name = $1 for update", [network]);
    await clear(sql, network, blocks);
    await commitBlocks(sql, putByCopy(client, network), {
      network,
      prevHead: head,
      revertTo: null,
      blocks,
      kind: "repair",
      announce: false,
      lagMs: null,
    });
    await restoreFinality(sql, network, from, to);
    await releaseOrphans(sql, network, from, to);
    const left = await compareBlocks(sql, network, blocks, from, to);
    const suspects = await findSuspects(sql, network, from, to);
    return [...left, ...suspects.map(({ kind }) => ({ table: kind, missing: 0, unexpected: 1 }))];
  });
}

/** A block's row may be gone while others still belong to it. */
async function clear(sql: Sql, network: string, blocks: readonly BlockRows[]): Promise<void> {
  for (const { name } of CHILDREN)
    await sql.query(
      `delete from ${name} t where t.network = $1 and t.block_hash = any($2::text[]::bytea[])
        and not exists (select 1 from blocks b where b.network = t.network and b.hash = t.block_hash)`,
      [network, hashCells(blocks)],
    );
}

async function restoreFinality(sql: Sql, network: string, from: number, to: number): Promise<void> {
  await sql.query(
    `update blocks b set final = true from networks n where n.name = $1 and b.network = $1 and b.canonical and not b.final
      and b.height between $2::bigint and $3::bigint and b.height <= n.final_height`,
    [network, String(from), String(to)],
  );
}
