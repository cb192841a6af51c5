/**
 * Reads stored frames behind a cursor per network and hands each built frame to whoever wants it, in the order of commits.
 * One reading loop: networks wait for each other for a query or two, never for a client.
 */
import type { PrismaClient } from "#prisma";
import type { Api } from "#server/api";
import type { Log } from "#server/lib/log";
import { buildFrames } from "./frames";
import type { Frame } from "./protocol";
import { roomOf } from "./topics";

const BATCH_FRAMES = 200;

export interface HubOptions {
  readonly prisma: PrismaClient;
  readonly api: Api;
  readonly lagFramesMax: number;
  readonly log: Pick<Log, "warn">;
  /** Whether anyone would get a frame of this room. */
  wants(room: string): boolean;
  deliver(room: string, frame: Frame): void;
  /** Frames of these networks were skipped. */
  skipped(network: string): void;
  /** Everything up to here was delivered. */
  advanced(network: string, seq: number): void;
  /** A range was written without frames for each address and transaction. */
  rangeFilled(network: string): void;
}

export interface Hub {
  wake(network: string | null): void;
  /** Delivers from now on; must be called before a snapshot is read. */
  follow(network: string): Promise<void>;
  cursor(network: string): number;
  stop(): Promise<void>;
}

export function createHub(options: HubOptions): Hub {
  const { prisma, api, lagFramesMax, log, wants, deliver } = options;
  const cursors = new Map<string, number>();
  let dirty = false;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let busy = false;

  const liveSeq = async (network: string) => {
    const row = await prisma.network.findUnique({ where: { name: network }, select: { liveSeq: true } });
    return Number(row?.liveSeq ?? 0);
  };

  async function follow(network: string): Promise<void> {
    if (cursors.has(network)) return;
    const seq = await liveSeq(network);
    if (!cursors.has(network)) cursors.set(network, seq);
  }

  async function pump(network: string): Promise<void> {
    for (;;) {
      const cursor = cursors.get(network) ?? 0;
      const rows = await prisma.liveFrame.findMany({
        where: { network, seq: { gt: BigInt(cursor) } },
        orderBy: { seq: "asc" },
        take: BATCH_FRAMES,
      });
      const last = rows.at(-1);
      if (!last || stopped) return;
      if (rows.length === BATCH_FRAMES) {
        const newest = await liveSeq(network);
        if (newest - cursor > lagFramesMax) {
          cursors.set(network, newest);
          options.skipped(network);
          options.advanced(network, newest);
          return;
        }
      }
      const wanted = rows.filter((row) => wants(roomOf(network, row.topic)));
      const frames = await buildFrames(api, prisma, network, wanted);
      for (const frame of frames) deliver(roomOf(network, frame.topic), frame);
      cursors.set(network, Number(last.seq));
      if (rows.some((row) => row.type === "blocks.range")) options.rangeFilled(network);
      options.advanced(network, Number(last.seq));
    }
  }

  async function run(): Promise<void> {
    while (dirty && !stopped) {
      dirty = false;
      for (const network of cursors.keys()) await pump(network);
    }
  }

  return {
    follow,
    cursor: (network) => cursors.get(network) ?? 0,
    wake() {
      dirty = true;
      if (busy || stopped) return;
      busy = true;
      running = run()
        // The listener looks again in a moment; the cursor has not moved past what was not delivered.
        .catch((error: unknown) => log.warn({ err: error }, "can't read live frames; trying again"))
        .finally(() => {
          busy = false;
        });
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}
