/** Transactions: the network's, a block's, an address's, the waiting ones, one in full, and many by hash for the live path. */
import { Prisma } from "#prisma";
import { fromHex, toHex as hexOf } from "#server/lib/bytes";
import type { PageRequest } from "../api";
import { decodeCursor, encodeCursor, HASH_HEX, HEIGHT, INDEX, MILLISECONDS } from "../cursor";
import { parseBlockKey, parseHash } from "../format";
import type { LogView, Page, TransactionDetailView, TransactionView } from "../schema";
import { blockWhere } from "./blocks";
import type { Db, NetworkContext } from "./network";
import { logView, transactionView } from "./transaction-view";
import { readMoves } from "./utxo";

/** A block's gas bounds a transaction's logs; whoever needs more than these filters by address and topic. */
const LOGS_MAX = 1000;
const FORKED_BLOCKS_MAX = 16;

/** Cuts the row that only tells that there is more, and names where the page ended. */
export function pageOf<Row, View>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => View,
  cursor: (last: Row) => string,
): Page<View> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(view), nextCursor: rows.length > limit && last !== undefined ? cursor(last) : null };
}

export async function listTransactions(
  db: Db,
  network: NetworkContext,
  page: PageRequest,
): Promise<Page<TransactionView>> {
  const [height, index] = page.cursor !== undefined ? decodeCursor("t", [HEIGHT, INDEX], page.cursor) : [];
  const after: Prisma.TransactionWhereInput =
    height === undefined || index === undefined
      ? { blockHeight: { not: null } }
      : {
          blockHeight: { lte: BigInt(height) },
          OR: [{ blockHeight: { lt: BigInt(height) } }, { index: { lt: Number(index) } }],
        };
  const rows = await db.transaction.findMany({
    where: { network: network.name, ...after },
    orderBy: [{ blockHeight: "desc" }, { index: "desc" }],
    take: page.limit + 1,
  });
  return pageOf(
    rows,
    page.limit,
    (row) => transactionView(network, row),
    (last) => encodeCursor("t", last.blockHeight ?? 0n, last.index ?? 0),
  );
}

export async function listPending(db: Db, network: NetworkContext, page: PageRequest): Promise<Page<TransactionView>> {
  const [seen, hash] = page.cursor !== undefined ? decodeCursor("p", [MILLISECONDS, HASH_HEX], page.cursor) : [];
  const after =
    seen === undefined || hash === undefined
      ? Prisma.empty
      : Prisma.sql`and (first_seen_at, hash) < (${new Date(Number(seen))}::timestamptz, ${fromHex(hash)}::bytea)`;
  // Prisma compares bytes for equality only, so the page's keys are found by SQL.
  const keys = await db.$queryRaw<{ hash: Uint8Array<ArrayBuffer> }[]>`
    select hash from transactions
    where network = ${network.name} and status = 'pending' and first_seen_at is not null ${after}
    order by first_seen_at desc, hash desc limit ${page.limit + 1}`;
  const found = await db.transaction.findMany({
    where: { network: network.name, hash: { in: keys.map((key) => key.hash) } },
  });
  const byHash = new Map(found.map((row) => [hexOf(row.hash), row]));
  return pageOf(
    keys.flatMap((key) => byHash.get(hexOf(key.hash)) ?? []),
    page.limit,
    (row) => transactionView(network, row),
    (last) => encodeCursor("p", last.firstSeenAt?.getTime() ?? 0, hexOf(last.hash)),
  );
}

/** In their order in the block; what a forked block did to them is shown from its own receipts. Null: no such block. */
export async function listBlockTransactions(
  db: Db,
  network: NetworkContext,
  id: string,
  page: PageRequest,
): Promise<Page<TransactionView> | null> {
  const after = page.cursor !== undefined ? decodeCursor("bt", [INDEX], page.cursor)[0] : undefined;
  const block = await db.block.findFirst({
    where: blockWhere(network, parseBlockKey(id)),
    select: { hash: true, height: true, time: true, canonical: true },
  });
  if (!block) return null;
  const places = await db.blockTransaction.findMany({
    where: {
      network: network.name,
      blockHash: block.hash,
      ...(after === undefined ? {} : { index: { gt: Number(after) } }),
    },
    orderBy: { index: "asc" },
    take: page.limit + 1,
  });
  const rows = await db.transaction.findMany({
    where: { network: network.name, hash: { in: places.slice(0, page.limit).map((place) => place.hash) } },
  });
  const byHash = new Map(rows.map((row) => [hexOf(row.hash), row]));
  const found = places.flatMap((place) => {
    const row = byHash.get(hexOf(place.hash));
    if (!row) return [];
    if (block.canonical) return [{ index: place.index, row }];
    const here = { blockHash: block.hash, blockHeight: block.height, blockTime: block.time, index: place.index };
    const { status, gasUsed, contractAddress } = place;
    return [{ index: place.index, row: { ...row, ...here, status, gasUsed, contractAddress } }];
  });
  const last = places.at(page.limit - 1);
  return {
    items: found.map(({ row }) => ({ ...transactionView(network, row), ...(block.canonical ? {} : { final: false }) })),
    nextCursor: places.length > page.limit && last ? encodeCursor("bt", last.index) : null,
  };
}

/** Keyed by lower-case hex without prefix. */
export async function transactionsByHash(
  db: Db,
  network: NetworkContext,
  hashes: readonly string[],
): Promise<Map<string, TransactionView>> {
  if (hashes.length === 0) return new Map();
  const rows = await db.transaction.findMany({
    where: { network: network.name, hash: { in: [...new Set(hashes)].map(fromHex) } },
  });
  return new Map(rows.map((row) => [hexOf(row.hash), transactionView(network, row)]));
}

export async function listLogs(db: Db, network: NetworkContext, hash: string): Promise<LogView[]> {
  const transactionHash = parseHash(hash);
  const row = await db.transaction.findUnique({
    where: { network_hash: { network: network.name, hash: transactionHash } },
    select: { blockHash: true },
  });
  if (!row?.blockHash) return [];
  const logs = await db.log.findMany({
    where: { network: network.name, transactionHash, blockHash: row.blockHash },
    orderBy: { index: "asc" },
    take: LOGS_MAX,
  });
  return logs.map((log) => logView(network, log));
}

export async function findTransaction(
  db: Db,
  network: NetworkContext,
  hash: string,
): Promise<TransactionDetailView | null> {
  const key = parseHash(hash);
  const row = await db.transaction.findUnique({ where: { network_hash: { network: network.name, hash: key } } });
  if (!row) return null;
  const [logs, moves, places] = await Promise.all([
    listLogs(db, network, hash),
    readMoves(db, network, key),
    db.blockTransaction.findMany({
      where: { network: network.name, hash: key },
      select: { blockHash: true },
      take: FORKED_BLOCKS_MAX + 1,
    }),
  ]);
  const forked = await db.block.findMany({
    where: { network: network.name, canonical: false, hash: { in: places.map((place) => place.blockHash) } },
    select: { height: true, hash: true },
    orderBy: [{ height: "desc" }, { hash: "desc" }],
    take: FORKED_BLOCKS_MAX,
  });
  const view = transactionView(network, row);
  const confirmations =
    view.blockHeight === null || network.headHeight === null ? 0 : network.headHeight - view.blockHeight + 1;
  return {
    ...view,
    ...moves,
    input: row.input ? `0x${hexOf(row.input)}` : null,
    logs,
    forkedBlocks: forked.map((block) => ({ height: Number(block.height), hash: network.format.hash(block.hash) })),
    confirmations: Math.max(0, confirmations),
  };
}
