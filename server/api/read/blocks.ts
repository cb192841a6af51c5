/** Blocks: the list (canonical and forked, highest first), one block with its neighbours, and many by hash for the live path. */
import { Prisma } from "#prisma";
import { fromHex, toHex as hexOf } from "#server/lib/bytes";
import type { PageRequest } from "../api";
import { decodeCursor, encodeCursor, HASH_HEX, HEIGHT } from "../cursor";
import { type BlockKey, parseBlockKey } from "../format";
import type { BlockDetailView, BlockView, CheckDetail, Page } from "../schema";
import { blockView, certificateView, checkDetails } from "./block-view";
import type { Db, NetworkContext } from "./network";

const LIST_OMIT = { header: true, certificate: true, indexedAt: true } as const;
/** Forks at one height are few; a chain that has more shows the first. */
const SIBLINGS_MAX = 32;

export async function listBlocks(db: Db, network: NetworkContext, page: PageRequest): Promise<Page<BlockView>> {
  const [height, hash] = page.cursor !== undefined ? decodeCursor("b", [HEIGHT, HASH_HEX], page.cursor) : [];
  const after =
    height === undefined || hash === undefined
      ? Prisma.empty
      : Prisma.sql`and (height, hash) < (${BigInt(height)}::bigint, ${fromHex(hash)}::bytea)`;
  // Prisma compares bytes for equality only, so the page's keys are found by SQL.
  const keys = await db.$queryRaw<{ hash: Uint8Array<ArrayBuffer> }[]>`
    select hash from blocks where network = ${network.name} ${after}
    order by height desc, hash desc limit ${page.limit + 1}`;
  const rows = await db.block.findMany({
    where: { network: network.name, hash: { in: keys.slice(0, page.limit).map((key) => key.hash) } },
    omit: LIST_OMIT,
  });
  const byHash = new Map(rows.map((row) => [hexOf(row.hash), row]));
  const items = keys.flatMap((key) => byHash.get(hexOf(key.hash)) ?? []);
  const last = items.at(-1);
  return {
    items: items.map((row) => blockView(network, row)),
    nextCursor: keys.length > page.limit && last ? encodeCursor("b", last.height, hexOf(last.hash)) : null,
  };
}

export function blockWhere(network: NetworkContext, key: BlockKey) {
  return "hash" in key
    ? { network: network.name, hash: key.hash }
    : { network: network.name, canonical: true, height: BigInt(key.height) };
}

export async function findBlock(db: Db, network: NetworkContext, id: string): Promise<BlockDetailView | null> {
  const row = await db.block.findFirst({
    where: blockWhere(network, parseBlockKey(id)),
    omit: { header: true, indexedAt: true },
  });
  if (!row) return null;
  const near = await db.block.findMany({
    where: { network: network.name, height: { gte: row.height - 1n, lte: row.height + 1n } },
    select: { height: true, hash: true, parentHash: true, canonical: true },
    orderBy: [{ height: "asc" }, { canonical: "desc" }, { hash: "asc" }],
    take: SIBLINGS_MAX,
  });
  const named = await hashesAt(db, network, row.hash, Object.values(checkDetails(row.checks)));
  const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
  const ref = (found: { height: bigint; hash: Uint8Array } | undefined) =>
    found ? { height: Number(found.height), hash: network.format.hash(found.hash) } : null;
  return {
    ...blockView(network, row),
    checkDetails: checkDetails(row.checks, network.format.ledger, (index) => named.get(index) ?? null),
    certificate: certificateView(network, row.certificate),
    siblings: near
      .filter((other) => other.height === row.height && !same(other.hash, row.hash))
      .map((other) => network.format.hash(other.hash)),
    previous: ref(near.find((other) => other.height < row.height && same(other.hash, row.parentHash))),
    next: ref(near.find((other) => other.height > row.height && same(other.parentHash, row.hash))),
  };
}

/** The hashes of the transactions that checks name by their index. */
async function hashesAt(
  db: Db,
  network: NetworkContext,
  blockHash: Uint8Array<ArrayBuffer>,
  checks: readonly CheckDetail[],
): Promise<ReadonlyMap<number, string>> {
  const indexes = [...new Set(checks.flatMap(({ finding }) => finding?.index ?? []))];
  if (indexes.length === 0) return new Map();
  const rows = await db.blockTransaction.findMany({
    where: { network: network.name, blockHash, index: { in: indexes } },
    select: { index: true, hash: true },
  });
  return new Map(rows.map(({ index, hash }) => [index, network.format.hash(hash)]));
}

/** Keyed by lower-case hex without prefix. */
export async function blocksByHash(
  db: Db,
  network: NetworkContext,
  hashes: readonly string[],
): Promise<Map<string, BlockView>> {
  if (hashes.length === 0) return new Map();
  const rows = await db.block.findMany({
    where: { network: network.name, hash: { in: [...new Set(hashes)].map(fromHex) } },
    omit: LIST_OMIT,
  });
  return new Map(rows.map((row) => [hexOf(row.hash), blockView(network, row)]));
}
