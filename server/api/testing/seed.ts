/**
 * Fills a database with a believable network: canonical blocks, a fork, a failed check, pending transactions, four nodes of
 * which one is dead. For tests of what reads, and for looking at pages without a chain. `appendBlock` then goes on as the
 * indexer would: rows, live sequence, frames and the notification in one transaction.
 */
import type { Prisma, PrismaClient } from "#prisma";
import { toHex } from "#server/lib/bytes";
import { nodeRow } from "./node-rows";
import {
  blockHashOf,
  blockRow,
  draw,
  nodeIdOf,
  type Place,
  pendingRow,
  transactionRows,
  VALIDATORS,
  validatorOf,
} from "./rows";

export interface SeedOptions {
  readonly network?: string;
  readonly position?: number;
  readonly blocks?: number;
  readonly pending?: number;
  /** The newest block's time. */
  readonly now?: number;
  readonly live?: boolean;
}

const INTERVAL_MS = 1000;
const APPEND_MAX_MS = 60_000;
/** Blocks on top of the newest final one. */
const UNFINAL = 2;

export interface Seeded {
  readonly network: string;
  readonly head: number;
  readonly forkHeight: number;
  readonly failedHeight: number;
}

export async function seed(prisma: PrismaClient, options: SeedOptions = {}): Promise<Seeded> {
  const { network = "alpha", position = 0, blocks = 300, pending = 12, now = Date.now(), live = true } = options;
  const head = blocks - 1;
  const forkHeight = Math.floor(blocks * 0.9);
  const failedHeight = Math.floor(blocks * 0.95);
  const places = Array.from(
    { length: blocks },
    (_, height): Place => ({
      network,
      height,
      fork: 0,
      timeMs: now - (head - height) * INTERVAL_MS,
      final: height <= head - UNFINAL,
      transactions: height === 0 ? 0 : draw(7, network, "count", height),
      failedCheck: height === failedHeight,
    }),
  );
  const forked: Place = { ...(places[forkHeight] as Place), fork: 1, final: false, failedCheck: false };
  await prisma.network.create({ data: networkRow(network, position, head, now, live) });
  await prisma.indexedRange.create({ data: { network, fromHeight: 0, toHeight: head } });
  await insertBlocks(prisma, places);
  await prisma.block.createMany({ data: [blockRow(forked)] });
  await prisma.blockTransaction.createMany({
    data: Array.from({ length: forked.transactions }, (_, index) => ({
      ...transactionRows(forked, index).place,
      blockHash: blockHashOf(network, forkHeight, 1),
    })),
  });
  await prisma.transaction.createMany({
    data: Array.from({ length: pending }, (_, index) => pendingRow(network, index, now - index * 350)),
  });
  await prisma.node.createMany({
    data: Array.from({ length: VALIDATORS }, (_, i) => nodeRow(network, i, head, now, live)),
  });
  return { network, head, forkHeight, failedHeight };
}

function networkRow(network: string, position: number, head: number, now: number, live: boolean) {
  return {
    name: network,
    position,
    engine: "poa",
    ledger: "account",
    rules: "chainglass-poa",
    chainId: 2029n,
    genesisHash: blockHashOf(network, 0, 0),
    headHash: blockHashOf(network, head, 0),
    headHeight: head,
    headTime: new Date(now),
    finalHash: blockHashOf(network, head - UNFINAL, 0),
    finalHeight: head - UNFINAL,
    blockIntervalMs: INTERVAL_MS,
    validators: Array.from({ length: VALIDATORS }, (_, index) => ({
      id: nodeIdOf(network, index),
      address: `0x${toHex(validatorOf(network, index))}`,
    })),
    live,
    sourceSeenAt: new Date(now),
    lagMs: 14,
  } satisfies Prisma.NetworkCreateInput;
}

type Db = Prisma.TransactionClient;

async function insertBlocks(db: Db, places: readonly Place[]): Promise<void> {
  const all = places.flatMap((place) =>
    Array.from({ length: place.transactions }, (_, index) => transactionRows(place, index)),
  );
  await db.block.createMany({ data: places.map(blockRow) });
  await db.transaction.createMany({ data: all.map((rows) => rows.transaction) });
  await db.blockTransaction.createMany({ data: all.map((rows) => rows.place) });
  await db.log.createMany({ data: all.flatMap((rows) => rows.logs) });
  const touches = all.flatMap((rows) => rows.addresses);
  await db.addressTransaction.createMany({ data: touches });
  for (const { network, address, height } of new Map(touches.map((touch) => [toHex(touch.address), touch])).values())
    await db.address.upsert({
      where: { network_address: { network, address } },
      create: { network, address, firstSeenHeight: height, lastSeenHeight: height },
      update: { lastSeenHeight: height },
    });
}

export interface FrameInput {
  readonly topic: string;
  readonly type: string;
  readonly ref: Prisma.InputJsonObject;
}

/** Numbers and stores frames, and tells the listeners when the transaction commits. */
export async function writeFrames(db: Db, network: string, frames: readonly FrameInput[]): Promise<void> {
  for (const { topic, type, ref } of frames) {
    const { liveSeq: seq } = await db.network.update({ where: { name: network }, data: { liveSeq: { increment: 1 } } });
    const prev = (await db.liveTopic.findUnique({ where: { network_topic: { network, topic } } }))?.seq ?? 0n;
    await db.liveTopic.upsert({
      where: { network_topic: { network, topic } },
      create: { network, topic, seq },
      update: { seq },
    });
    await db.liveFrame.create({ data: { network, seq, topic, prev, type, ref } });
  }
  const seq = (await db.network.findUniqueOrThrow({ where: { name: network } })).liveSeq;
  await db.$executeRaw`select pg_notify('chainglass_live', ${JSON.stringify({ network, seq: Number(seq) })})`;
}

/** The next block, with its frames; the block two below becomes final. Returns its height. */
export async function appendBlock(prisma: PrismaClient, network: string, now = Date.now()): Promise<number> {
  return prisma.$transaction(
    async (db) => {
      const row = await db.network.findUniqueOrThrow({ where: { name: network } });
      const height = Number(row.headHeight) + 1;
      const transactions = draw(7, network, "count", height);
      const place: Place = { network, height, fork: 0, timeMs: now, final: false, transactions, failedCheck: false };
      await insertBlocks(db, [place]);
      const finalHash = blockHashOf(network, height - UNFINAL, 0);
      const finalHeight = height - UNFINAL;
      const { certificate } = blockRow({ ...place, height: finalHeight, final: true });
      await db.block.update({
        where: { network_hash: { network, hash: finalHash } },
        data: { final: true, ...(certificate === undefined ? {} : { certificate }) },
      });
      const headHash = blockHashOf(network, height, 0);
      const head = { headHash, headHeight: height, headTime: new Date(now), finalHash, finalHeight };
      await db.network.update({ where: { name: network }, data: head });
      await db.indexedRange.updateMany({ where: { network }, data: { toHeight: height } });
      for (let index = 0; index < VALIDATORS; index++) {
        const data = nodeRow(network, index, height, now, true);
        if (data.status === "alive") await db.node.update({ where: { network_id: { network, id: data.id } }, data });
      }
      await writeFrames(db, network, [
        { topic: "blocks", type: "block.added", ref: { hash: toHex(headHash) } },
        { topic: "blocks", type: "block.final", ref: { hash: toHex(finalHash) } },
        { topic: "transactions", type: "transactions.included", ref: { blockHash: toHex(headHash) } },
        { topic: "nodes", type: "node.updated", ref: { id: nodeIdOf(network, 0) } },
        { topic: "consensus", type: "consensus.updated", ref: {} },
      ]);
      return height;
    },
    { timeout: APPEND_MAX_MS },
  );
}
