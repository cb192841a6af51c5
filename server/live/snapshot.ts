/**
 * A topic's state and its number, read at one moment (one repeatable-read transaction), or the frames that a returning
 * client has missed where they are all still kept.
 */
import type { LiveFrame, Prisma, PrismaClient } from "#prisma";
import type { Api } from "#server/api";
import { createApi, noAccounts } from "#server/api/serve";
import type { Topic } from "./protocol";
import { bytesOfTopic, idOfTopic, kindOf } from "./topics";

const LIST_LIMIT = 25;
/** A busy machine is slow, not broken: a subscriber would only ask again. */
const WAIT_MAX_MS = 10_000;
const READ_MAX_MS = 20_000;

export interface Snapshot {
  /** Of the topic. */
  readonly seq: number;
  /** Of the whole network at that moment: frames up to here are in the snapshot. */
  readonly networkSeq: number;
  /** Null when the client's own state can be brought up to date by `replay`. */
  readonly snapshot: unknown;
  readonly replay: readonly LiveFrame[];
}

export interface SnapshotOptions {
  readonly prisma: PrismaClient;
  readonly version: string;
  readonly replayFramesMax: number;
}

async function topicSeq(db: Prisma.TransactionClient, network: string, topic: Topic): Promise<number> {
  switch (kindOf(topic)) {
    case "address": {
      const key = { network_address: { network, address: bytesOfTopic(topic) } };
      return Number((await db.address.findUnique({ where: key, select: { liveSeq: true } }))?.liveSeq ?? 0);
    }
    case "tx": {
      const key = { network_hash: { network, hash: bytesOfTopic(topic) } };
      return Number((await db.transaction.findUnique({ where: key, select: { liveSeq: true } }))?.liveSeq ?? 0);
    }
    default:
      return Number((await db.liveTopic.findUnique({ where: { network_topic: { network, topic } } }))?.seq ?? 0);
  }
}

function stateOf(api: Api, network: string, topic: Topic): Promise<unknown> {
  const page = { limit: LIST_LIMIT };
  const kind = kindOf(topic);
  switch (kind) {
    case "blocks":
      return api.blocks(network, page);
    case "transactions":
      return api.transactions(network, page);
    case "mempool":
      return api.mempool(network, page);
    case "nodes":
      return api.nodes(network).then((items) => ({ items }));
    case "consensus":
      return api.consensus(network);
    case "alerts":
      return Promise.resolve({ items: [], nextCursor: null });
    case "address":
      return api.addressTransactions(network, idOfTopic(topic), page);
    case "tx":
      return api.transaction(network, idOfTopic(topic));
  }
}

/** The frames after `after`, or null where some are gone, too many, or `after` is not of this topic's past. */
async function missedFrames(
  db: Prisma.TransactionClient,
  network: string,
  topic: Topic,
  after: number,
  seq: number,
  max: number,
): Promise<LiveFrame[] | null> {
  if (after > seq) return null;
  if (after === seq) return [];
  const rows = await db.liveFrame.findMany({
    where: { network, topic, seq: { gt: BigInt(after), lte: BigInt(seq) } },
    orderBy: { seq: "asc" },
    take: max + 1,
  });
  const unbroken = Number(rows[0]?.prev ?? -1) === after && Number(rows.at(-1)?.seq ?? -1) === seq;
  return rows.length <= max && unbroken ? rows : null;
}

/** @throws ApiError unknown-network */
export function takeSnapshot(
  { prisma, version, replayFramesMax }: SnapshotOptions,
  network: string,
  topic: Topic,
  after: number | undefined,
): Promise<Snapshot> {
  return prisma.$transaction(
    async (db) => {
      const row = await db.network.findUnique({ where: { name: network }, select: { liveSeq: true } });
      const networkSeq = Number(row?.liveSeq ?? 0);
      const seq = await topicSeq(db, network, topic);
      const replay = after === undefined ? null : await missedFrames(db, network, topic, after, seq, replayFramesMax);
      if (replay !== null && after !== undefined) return { seq: after, networkSeq, snapshot: null, replay };
      const api = createApi({ prisma: db, accounts: noAccounts, version });
      return { seq, networkSeq, snapshot: await stateOf(api, network, topic), replay: [] };
    },
    { isolationLevel: "RepeatableRead", maxWait: WAIT_MAX_MS, timeout: READ_MAX_MS },
  );
}
