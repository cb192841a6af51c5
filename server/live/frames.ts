/**
 * Stored frames → frames as they are sent: keys become views, read once for a whole batch through the same read models as
 * REST. A frame whose rows are gone is left out: its reader sees the gap in `prev` and subscribes again.
 */
import type { LiveFrame, PrismaClient } from "#prisma";
import type { Api } from "#server/api";
import { fromHex, toHex } from "#server/lib/bytes";
import type { Frame, Topic } from "./protocol";
import { idOfTopic } from "./topics";

/** As the protocol says of `transactions.included`. */
const INCLUDED_MAX = 50;

export type FrameDb = Pick<PrismaClient, "blockTransaction">;

interface Ref {
  readonly hash: string | null;
  readonly blockHash: string | null;
  readonly hashes: readonly string[];
  readonly id: string | null;
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

const text = (value: unknown) => (typeof value === "string" ? value : null);
const hex = (value: unknown) => text(value)?.replace(/^0x/, "").toLowerCase() ?? null;

export function readRef(json: unknown): Ref {
  const ref = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  const hashes = Array.isArray(ref.hashes) ? ref.hashes : [];
  return {
    hash: hex(ref.hash),
    blockHash: hex(ref.blockHash),
    hashes: hashes.flatMap((hash: unknown) => hex(hash) ?? []),
    id: text(ref.id),
    count: Number(ref.count ?? 0),
    from: Number(ref.from ?? 0),
    to: Number(ref.to ?? 0),
  };
}

async function includedHashes(db: FrameDb, network: string, blockHashes: readonly string[]) {
  const lists = new Map<string, string[]>();
  for (const blockHash of new Set(blockHashes)) {
    const rows = await db.blockTransaction.findMany({
      where: { network, blockHash: fromHex(blockHash) },
      orderBy: { index: "desc" },
      take: INCLUDED_MAX,
      select: { hash: true },
    });
    lists.set(
      blockHash,
      rows.map((row) => toHex(row.hash)),
    );
  }
  return lists;
}

/** What one batch shares: every view is read at most once. */
async function readViews(api: Api, db: FrameDb, network: string, rows: readonly { row: LiveFrame; ref: Ref }[]) {
  const of = (type: string) => rows.filter(({ row }) => row.type === type).map(({ ref }) => ref);
  const included = await includedHashes(
    db,
    network,
    of("transactions.included").flatMap((ref) => ref.blockHash ?? []),
  );
  const listed = [...of("transactions.pending"), ...of("transactions.dropped")].flatMap((ref) => ref.hashes);
  const blockRefs = rows.filter(({ row }) => row.type.startsWith("block.")).flatMap(({ ref }) => ref.hash ?? []);
  const [blocks, transactions, nodes, consensus] = await Promise.all([
    api.blocksByHash(network, blockRefs),
    api.transactionsByHash(network, [...listed, ...[...included.values()].flat()]),
    of("node.updated").length > 0 ? api.nodes(network) : [],
    of("consensus.updated").length > 0 ? api.consensus(network) : null,
  ]);
  return { included, blocks, transactions, nodes: new Map(nodes.map((node) => [node.id, node])), consensus };
}

type Views = Awaited<ReturnType<typeof readViews>>;

async function dataOf(api: Api, network: string, row: LiveFrame, ref: Ref, views: Views): Promise<unknown> {
  const items = (hashes: readonly string[]) => ({
    items: hashes.flatMap((hash) => views.transactions.get(hash) ?? []),
  });
  switch (row.type) {
    case "block.added":
    case "block.updated":
    case "block.final":
    case "block.reverted":
      return ref.hash === null ? null : (views.blocks.get(ref.hash) ?? null);
    case "blocks.range":
      return { from: ref.from, to: ref.to };
    case "transactions.included":
      return ref.blockHash === null ? null : items(views.included.get(ref.blockHash) ?? []);
    case "transactions.pending":
    case "transactions.dropped":
      return items(ref.hashes);
    case "mempool.changed":
      return { count: ref.count };
    case "node.updated":
      return ref.id === null ? null : (views.nodes.get(ref.id) ?? null);
    case "consensus.updated":
      return views.consensus;
    case "address.updated":
      return {
        items: await api.addressTransactionsByHash(network, idOfTopic(row.topic as Topic), ref.hashes),
      };
    case "transaction.updated":
      return ref.hash === null ? null : api.transaction(network, ref.hash);
    default:
      return null;
  }
}

/** In the order given; rows of one network. */
export async function buildFrames(
  api: Api,
  db: FrameDb,
  network: string,
  rows: readonly LiveFrame[],
): Promise<Frame[]> {
  if (rows.length === 0) return [];
  const withRefs = rows.map((row) => ({ row, ref: readRef(row.ref) }));
  const views = await readViews(api, db, network, withRefs);
  const frames: Frame[] = [];
  for (const { row, ref } of withRefs) {
    const data = await dataOf(api, network, row, ref, views);
    if (data === null) continue;
    const { topic, type } = row;
    frames.push({ network, topic: topic as Topic, prev: Number(row.prev), seq: Number(row.seq), type, data });
  }
  return frames;
}
