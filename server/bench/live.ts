/**
 * From the commit in Postgres to the frame in a client: a plain LISTEN connection hears of each commit at once, a
 * Socket.IO client receives the frame; the difference for the same sequence number is what the live path takes.
 */
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { io } from "socket.io-client";
import type { ClientToServerEvents, ServerToClientEvents } from "#server/live";
import { databaseUrl } from "./database";
import { type Bench, percentile, type Row, round } from "./row";
import { type Session, withProduct } from "./session";

const WARM_UP_MS = 5_000;
const MEASURED_MS = 30_000;

export const liveBench: Bench = {
  name: "live",
  about: "commit to frame at 200 transactions a second on one node",
  run: (signal) =>
    withProduct({ CHAINGLASS_DEVNET: "alpha=poa:1", CHAINGLASS_LOAD: "200" }, (session) => measure(session, signal)),
};

async function measure(session: Session, signal: AbortSignal): Promise<Row[]> {
  const committed = new Map<number, number>();
  const received = new Map<number, number>();
  const listener = new pg.Client({ connectionString: await databaseUrl(session.dataDir) });
  await listener.connect();
  listener.on("notification", ({ payload }) => {
    const { seq } = JSON.parse(payload ?? "{}") as { seq: number };
    committed.set(seq, performance.now());
  });
  await listener.query("listen chainglass_live");
  const socket = io(session.product.url, { path: "/live", transports: ["websocket"] });
  socket.on("frame", (frame: Parameters<ServerToClientEvents["frame"]>[0]) => {
    if (!received.has(frame.seq)) received.set(frame.seq, performance.now());
  });
  for (const topic of ["blocks", "transactions", "nodes", "consensus", "mempool"] as const)
    socket.emit("subscribe" satisfies keyof ClientToServerEvents, { topic }, () => undefined);
  try {
    await setTimeout(WARM_UP_MS, undefined, { signal });
    committed.clear();
    received.clear();
    await setTimeout(MEASURED_MS, undefined, { signal });
  } finally {
    socket.close();
    await listener.end();
  }
  const delays = [...committed].flatMap(([seq, at]) => {
    const frameAt = received.get(seq);
    return frameAt === undefined ? [] : [frameAt - at];
  });
  return [
    { name: "live.commit_to_frame.p50_ms", value: round(percentile(delays, 0.5)), unit: "ms" },
    { name: "live.commit_to_frame.p99_ms", value: round(percentile(delays, 0.99)), unit: "ms", goal: "<= 60" },
    { name: "live.commit_to_frame.samples", value: delays.length, unit: "frames" },
  ];
}
