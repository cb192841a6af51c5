/** What the whole of it is doing: each network's head, pace, indexed ranges and nodes. */

import type { Network } from "#prisma";
import { optional, time } from "../format";
import type { NetworkStatusView, NetworkSummaryView } from "../schema";
import { type Db, isConfigured, isStated, type NetworkContext } from "./network";
import { listNodes } from "./nodes";

const PACE_WINDOW_MS = 60_000;
/** Two blocks a second for the window; a faster chain's pace is taken from fewer seconds. */
const PACE_BLOCKS_MAX = 120;
/** Gaps are few; a page can't show more anyway. */
const RANGES_MAX = 100;
/** Waiting transactions are counted up to here. */
export const PENDING_COUNT_MAX = 10_000;

/** Over the spans between the given blocks, newest first; null where there are fewer than two. */
export function paceOf(blocks: readonly { time: Date; transactionCount: number }[]): {
  tps: number | null;
  blockTimeMs: number | null;
} {
  const newest = blocks[0];
  const oldest = blocks.at(-1);
  const spanMs = newest && oldest ? newest.time.getTime() - oldest.time.getTime() : 0;
  if (blocks.length < 2 || spanMs <= 0) return { tps: null, blockTimeMs: null };
  // The oldest one's transactions came before the span began.
  const count = blocks.slice(0, -1).reduce((sum, block) => sum + block.transactionCount, 0);
  return {
    tps: Math.round((count * 1_000_000) / spanMs) / 1000,
    blockTimeMs: Math.round(spanMs / (blocks.length - 1)),
  };
}

async function pace(db: Db, network: NetworkContext, now: number) {
  const end = network.row.live ? now : network.row.headTime?.getTime();
  if (end === undefined) return paceOf([]);
  const rows = await db.block.findMany({
    where: { network: network.name, canonical: true },
    orderBy: { height: "desc" },
    take: PACE_BLOCKS_MAX,
    select: { time: true, transactionCount: true },
  });
  return paceOf(rows.filter((row) => row.time.getTime() >= end - PACE_WINDOW_MS));
}

/** Bounded: never a scan of everything that waits. */
export async function countPending(db: Db, network: NetworkContext): Promise<number> {
  const rows = await db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from (
      select 1 from transactions where network = ${network.name} and status = 'pending' limit ${PENDING_COUNT_MAX}) waiting`;
  return rows[0]?.count ?? 0;
}

export function networkSummary(row: Network): NetworkSummaryView {
  const stated = isStated(row);
  return {
    name: row.name,
    engine: stated ? row.engine : null,
    ledger: stated ? row.ledger : null,
    live: stated ? row.live : null,
    configured: isConfigured(row),
    sourceError: row.sourceError,
  };
}

/** Lowest first. */
export async function indexedRanges(db: Db, network: NetworkContext): Promise<[number, number][]> {
  const rows = await db.indexedRange.findMany({
    where: { network: network.name },
    orderBy: { fromHeight: "desc" },
    take: RANGES_MAX,
  });
  return rows.map((range): [number, number] => [Number(range.fromHeight), Number(range.toHeight)]).reverse();
}

export async function readNetworkStatus(db: Db, network: NetworkContext, now: number): Promise<NetworkStatusView> {
  const { row, format } = network;
  const [ranges, nodes, { tps, blockTimeMs }, pendingCount, audit] = await Promise.all([
    indexedRanges(db, network),
    listNodes(db, network, now),
    pace(db, network, now),
    countPending(db, network),
    db.audit.findUnique({ where: { network: network.name } }),
  ]);
  const ref = (height: bigint | null, hash: Uint8Array | null) =>
    height === null || hash === null ? null : { height: Number(height), hash: format.hash(hash) };
  const head = ref(row.headHeight, row.headHash);
  return {
    name: row.name,
    engine: row.engine,
    ledger: row.ledger,
    // Bitcoin has none, and before its first source answers nobody knows it.
    chainId: row.chainId === 0n ? null : Number(row.chainId),
    genesisHash: optional(row.genesisHash, format.hash),
    live: row.live,
    head: head && row.headTime ? { ...head, time: time(row.headTime) } : null,
    final: ref(row.finalHeight, row.finalHash),
    indexed: {
      ranges,
      lagMs: row.lagMs,
    },
    nodes: { alive: nodes.filter((node) => node.status === "alive").length, total: nodes.length },
    tps,
    blockTimeMs,
    blockIntervalMs: row.blockIntervalMs,
    pendingCount,
    heard: isStated(row),
    configured: isConfigured(row),
    sourceError: row.sourceError,
    audit: audit && { checkedAt: time(audit.checkedAt), findings: audit.findings, repaired: audit.repaired },
  };
}
