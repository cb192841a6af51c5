/** The live path with real clients, a real Postgres, and blocks written as the indexer writes them. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PrismaClient } from "#prisma";
import type { BlockView, Page } from "#server/api";
import { appendBlock, seed, writeFrames } from "#server/api/testing";
import { toHex } from "#server/lib/bytes";
import { openPrisma } from "#server/store";
import { freshDatabase, type TestDatabase } from "#server/store/testing";
import type { LiveLimits } from "./limits";
import type { ClientToServerEvents, Frame, Reset, ServerToClientEvents, SubscribeAck, Topic } from "./protocol";
import { type Live, startLive } from "./start";

type Client = Socket<ServerToClientEvents, ClientToServerEvents>;
type Answer = Extract<SubscribeAck, { seq: number }>;

let database: TestDatabase;
let prisma: PrismaClient;
let server: Server;
let live: Live;
const clients: Client[] = [];

async function start(limits: Partial<LiveLimits> = {}): Promise<void> {
  server = createServer();
  const log = { warn: () => {}, error: () => {} };
  live = await startLive({ server, databaseUrl: database.url, prisma, version: "test", log, limits });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}

beforeEach(async () => {
  database = await freshDatabase();
  prisma = openPrisma(database.url);
  await seed(prisma, { blocks: 20 });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await live.stop();
  server.closeAllConnections();
  await prisma.$disconnect();
  await database.drop();
});

interface Listening {
  readonly client: Client;
  readonly frames: Frame[];
  readonly resets: Reset[];
}

async function connect(): Promise<Listening> {
  const { port } = server.address() as AddressInfo;
  const client: Client = io(`http://127.0.0.1:${port}`, {
    path: "/live",
    transports: ["websocket"],
    reconnection: false,
  });
  clients.push(client);
  const listening: Listening = { client, frames: [], resets: [] };
  client.on("frame", (frame) => listening.frames.push(frame));
  client.on("reset", (reset) => listening.resets.push(reset));
  await new Promise<void>((resolve, reject) => {
    client.on("connect", resolve);
    client.on("connect_error", reject);
  });
  return listening;
}

const ask = (client: Client, request: unknown): Promise<SubscribeAck> =>
  client.timeout(10_000).emitWithAck("subscribe", request as { topic: Topic });

async function subscribe(client: Client, request: { network?: string; topic: Topic; after?: number }): Promise<Answer> {
  const answer = await ask(client, request);
  if ("error" in answer) throw new Error(answer.error.detail);
  return answer;
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Each frame follows the one before it, from the snapshot on. */
function expectUnbroken(seq: number, frames: readonly Frame[]): void {
  let last = seq;
  for (const frame of frames) {
    expect(frame.prev).toBe(last);
    expect(frame.seq).toBeGreaterThan(frame.prev);
    last = frame.seq;
  }
}

describe("a subscription", () => {
  it("starts with a snapshot in REST's shape and goes on with every change, once", async () => {
    await start();
    const { client, frames } = await connect();
    const { seq, snapshot } = await subscribe(client, { topic: "blocks" });
    expect((snapshot as Page<BlockView>).items[0]?.height).toBe(19);
    for (let count = 0; count < 5; count++) await appendBlock(prisma, "alpha");
    await until(() => frames.length === 10, "ten frames");
    expectUnbroken(seq, frames);
    const added = frames
      .filter((frame) => frame.type === "block.added")
      .map((frame) => (frame.data as BlockView).height);
    expect(added).toEqual([20, 21, 22, 23, 24]);
  });

  it("loses and doubles nothing while blocks come as fast as they can", async () => {
    await start();
    let writing = true;
    const writer = (async () => {
      while (writing) await appendBlock(prisma, "alpha");
    })();
    const runs: { listening: Listening; answer: Answer }[] = [];
    for (let count = 0; count < 12; count++) {
      const listening = await connect();
      runs.push({ listening, answer: await subscribe(listening.client, { topic: "blocks" }) });
    }
    writing = false;
    await writer;
    const newest = Number(
      (await prisma.liveTopic.findUniqueOrThrow({ where: { network_topic: { network: "alpha", topic: "blocks" } } }))
        .seq,
    );
    for (const { listening, answer } of runs) {
      const { frames } = listening;
      await until(() => (frames.at(-1)?.seq ?? answer.seq) === newest, `frame ${newest}, has ${frames.at(-1)?.seq}`);
      expectUnbroken(answer.seq, frames);
      // What the snapshot had and what frames added is the whole chain.
      const known = (answer.snapshot as Page<BlockView>).items[0]?.height ?? 0;
      const added = frames
        .filter((frame) => frame.type === "block.added")
        .map((frame) => (frame.data as BlockView).height);
      expect(added).toEqual(added.map((_, index) => known + 1 + index));
    }
  });

  it("is caught up by `after` where frames are kept, and starts over where they are not", async () => {
    await start();
    await appendBlock(prisma, "alpha");
    const first = await connect();
    const { seq } = await subscribe(first.client, { topic: "blocks" });
    first.client.disconnect();
    await appendBlock(prisma, "alpha");
    const again = await connect();
    expect(await subscribe(again.client, { topic: "blocks", after: seq })).toEqual({ seq, snapshot: null });
    await until(() => again.frames.length === 2, "what was missed");
    expectUnbroken(seq, again.frames);
    await appendBlock(prisma, "alpha");
    await until(() => again.frames.length === 4, "what came after");
    expectUnbroken(seq, again.frames);
    await prisma.liveFrame.deleteMany();
    const late = await connect();
    expect((await subscribe(late.client, { topic: "blocks", after: seq })).snapshot).not.toBeNull();
    expect((await subscribe(late.client, { topic: "blocks", after: 10 ** 9 })).snapshot).not.toBeNull();
  });

  it("carries each topic's own data", async () => {
    await start();
    const { client, frames } = await connect();
    const transaction = await prisma.transaction.findFirstOrThrow({ where: { blockHeight: { not: null } } });
    const hash = toHex(transaction.hash);
    const address = toHex(transaction.sender ?? new Uint8Array(20));
    const topics: Topic[] = [
      "transactions",
      "mempool",
      "consensus",
      "nodes",
      "alerts",
      `tx:0x${hash}`,
      `address:0x${address}`,
    ];
    for (const topic of topics) expect(await subscribe(client, { network: "alpha", topic })).toHaveProperty("snapshot");
    await appendBlock(prisma, "alpha");
    await prisma.$transaction((db) =>
      writeFrames(db, "alpha", [
        { topic: "mempool", type: "mempool.changed", ref: { count: 7 } },
        { topic: "transactions", type: "transactions.pending", ref: { hashes: [hash] } },
        { topic: `tx:0x${hash}`, type: "transaction.updated", ref: { hash } },
        { topic: `address:0x${address}`, type: "address.updated", ref: { address, hashes: [hash] } },
        { topic: "blocks", type: "block.updated", ref: { hash: "00".repeat(32) } },
      ]),
    );
    await until(() => frames.length === 7, `seven frames, has ${frames.map((frame) => frame.type)}`);
    const data = Object.fromEntries(frames.map((frame) => [frame.type, frame.data])) as Record<string, never>;
    expect(data).toMatchObject({
      "mempool.changed": { count: 7 },
      "transactions.pending": { items: [{ hash: `0x${hash}` }] },
      "transaction.updated": { hash: `0x${hash}`, logs: expect.any(Array) },
      "address.updated": { items: [{ hash: `0x${hash}`, role: expect.any(String) }] },
      "node.updated": { id: "alpha-1", status: "alive" },
      "consensus.updated": { engine: "poa" },
    });
  });

  it("ends with a reset for addresses and transactions when a range is filled behind them", async () => {
    await start();
    const { client, frames, resets } = await connect();
    const topic: Topic = `address:0x${"ab".repeat(20)}`;
    await subscribe(client, { topic });
    await subscribe(client, { topic: "blocks" });
    await prisma.$transaction((db) =>
      writeFrames(db, "alpha", [{ topic: "blocks", type: "blocks.range", ref: { from: 1, to: 9 } }]),
    );
    await until(() => resets.length === 1 && frames.length === 1, "a reset and a frame");
    expect(resets).toEqual([{ network: "alpha", topic, code: "range" }]);
    expect(frames[0]).toMatchObject({ type: "blocks.range", data: { from: 1, to: 9 } });
  });

  it("goes on after the database has dropped its connections", async () => {
    await start();
    const { client, frames } = await connect();
    const { seq } = await subscribe(client, { topic: "blocks" });
    await prisma.$executeRaw`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'chainglass-live' and datname = current_database()`;
    await appendBlock(prisma, "alpha");
    await appendBlock(prisma, "alpha");
    await until(() => frames.length === 4, "four frames");
    expectUnbroken(seq, frames);
  });
});

/** Many at once, as fast as the database takes them. */
async function writeConsensusFrames(count: number): Promise<void> {
  await prisma.$transaction(async (db) => {
    const { liveSeq } = await db.network.findUniqueOrThrow({ where: { name: "alpha" } });
    const data = Array.from({ length: count }, (_, index) => {
      const prev = index === 0 ? 0n : liveSeq + BigInt(index);
      const seq = liveSeq + BigInt(index + 1);
      return { network: "alpha", seq, topic: "consensus", prev, type: "consensus.updated", ref: {} };
    });
    await db.liveFrame.createMany({ data });
    await db.network.update({ where: { name: "alpha" }, data: { liveSeq: { increment: count } } });
    await db.$executeRaw`select pg_notify('chainglass_live', '{"network":"alpha"}')`;
  });
}

describe("a client", () => {
  it("is told what is wrong with its request", async () => {
    await start();
    const { client } = await connect();
    const wrong: [unknown, string][] = [
      [null, "invalid-request"],
      ["blocks", "invalid-request"],
      [{}, "invalid-request"],
      [{ topic: 5 }, "invalid-request"],
      [{ topic: "blocks", network: 5 }, "invalid-request"],
      [{ topic: "blocks", after: -1 }, "invalid-request"],
      [{ topic: "blocks", after: "1" }, "invalid-request"],
      [{ topic: "weather" }, "unknown-topic"],
      [{ topic: "constructor" }, "unknown-topic"],
      [{ topic: "tx:0x12" }, "unknown-topic"],
      [{ topic: "address:\0" }, "unknown-topic"],
      [{ topic: "blocks", network: "nowhere" }, "unknown-network"],
    ];
    for (const [request, code] of wrong) expect(await ask(client, request)).toMatchObject({ error: { code } });
    // Neither nonsense nor the lack of a callback ends the connection.
    client.emit("subscribe", { topic: "blocks" }, undefined as never);
    expect(await subscribe(client, { topic: "blocks" })).toHaveProperty("snapshot");
  });

  it("has a bounded number of subscriptions and requests", async () => {
    await start({ subscriptionsMax: 2, messagesBurst: 6, messagesPerSecond: 0.001 });
    const { client } = await connect();
    await subscribe(client, { topic: "blocks" });
    await subscribe(client, { topic: "nodes" });
    await subscribe(client, { topic: "nodes" });
    expect(await ask(client, { topic: "mempool" })).toMatchObject({ error: { code: "too-many-subscriptions" } });
    await client.timeout(10_000).emitWithAck("unsubscribe", { topic: "nodes" });
    await subscribe(client, { topic: "mempool" });
    expect(await ask(client, { topic: "blocks" })).toMatchObject({ error: { code: "too-many-requests" } });
  });

  it("that falls behind gets one reset and no more frames, while others go on", async () => {
    await start({ bufferedBytesMax: 20_000, sweepMs: 20 });
    const slow = await connect();
    const quick = await connect();
    await subscribe(slow.client, { topic: "consensus" });
    await subscribe(quick.client, { topic: "consensus" });
    // The slow one's socket is not read: what the kernel can't take waits in the server.
    const socket: { pause(): void; resume(): void } = Reflect.get(
      Reflect.get(slow.client.io.engine.transport, "ws"),
      "_socket",
    );
    socket.pause();
    await writeConsensusFrames(1200);
    await until(() => quick.frames.length === 1200, `all frames for the quick one, has ${quick.frames.length}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.resume();
    await until(() => slow.resets.length > 0, "a reset");
    expect(slow.resets).toEqual([{ network: "alpha", topic: "consensus", code: "behind" }]);
    expect(slow.frames.length).toBeLessThan(1200);
    expect(quick.resets).toEqual([]);
    expect(await subscribe(slow.client, { topic: "consensus" })).toHaveProperty("snapshot");
  });
});
