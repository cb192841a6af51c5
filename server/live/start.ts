/**
 * The live path: Socket.IO at /live. It joins the parts: requests are checked, snapshots read, frames of the hub go to
 * rooms, and a client that reads too slowly is told so once and let go of its rooms.
 */
import type { Server as HttpServer } from "node:http";
import { Server, type Socket } from "socket.io";
import type { PrismaClient } from "#prisma";
import { createApi, noAccounts } from "#server/api/serve";
import type { Log } from "#server/lib/log";
import { handleClient } from "./client";
import { createHub } from "./hub";
import { LIMITS, type LiveLimits, MESSAGE_BYTES_MAX } from "./limits";
import { listenForCommits } from "./listener";
import type { ClientToServerEvents, Reset, ServerToClientEvents, Topic } from "./protocol";
import { bufferedBytes } from "./slow";
import { Subscriptions } from "./subscriptions";
import { isNetworkTopic } from "./topics";

export const LIVE_PATH = "/live";

export interface LiveOptions {
  readonly server: HttpServer;
  readonly databaseUrl: string;
  readonly prisma: PrismaClient;
  readonly version: string;
  readonly log: Pick<Log, "warn" | "error">;
  readonly limits?: Partial<LiveLimits>;
}

export interface Live {
  clients(): number;
  stop(): Promise<void>;
}

export type LiveServer = Server<ClientToServerEvents, ServerToClientEvents>;
export type LiveSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

function splitRoom(room: string): { network: string; topic: Topic } | null {
  const mark = room.indexOf("|");
  return mark < 0 ? null : { network: room.slice(0, mark), topic: room.slice(mark + 1) as Topic };
}

export async function startLive(options: LiveOptions): Promise<Live> {
  const { server, databaseUrl, prisma, version, log } = options;
  const limits: LiveLimits = { ...LIMITS, ...options.limits };
  const io: LiveServer = new Server(server, {
    path: LIVE_PATH,
    serveClient: false,
    maxHttpBufferSize: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    allowRequest: (_request, answer) => {
      const full = io.engine.clientsCount >= limits.clientsMax;
      answer(full ? "too many clients" : null, !full);
    },
  });
  const rooms = io.of("/").adapter.rooms;
  const subscriptions = new Subscriptions(limits.waitingFramesMax);
  const api = createApi({ prisma, accounts: noAccounts, version });

  /** Ends these rooms for everyone in them, with one reset each. */
  function resetRooms(matches: (network: string, topic: Topic) => boolean, code: Reset["code"]): void {
    for (const room of [...rooms.keys()]) {
      const parts = splitRoom(room);
      if (!parts || !matches(parts.network, parts.topic)) continue;
      io.to(room).emit("reset", { ...parts, code });
      io.in(room).socketsLeave(room);
    }
    const waiting = subscriptions.waitingIn((room) => {
      const parts = splitRoom(room);
      return parts !== null && matches(parts.network, parts.topic);
    });
    for (const { room, subscriber } of waiting) {
      const parts = splitRoom(room);
      subscriptions.drop(subscriber.id, room);
      if (parts) subscriber.reset({ ...parts, code });
    }
  }

  const hub = createHub({
    prisma,
    api,
    lagFramesMax: limits.lagFramesMax,
    log,
    wants: (room) => rooms.has(room) || subscriptions.isWaitedFor(room),
    deliver: (room, frame) => {
      if (rooms.has(room)) io.to(room).emit("frame", frame);
      subscriptions.deliver(room, frame);
    },
    skipped: (network) => resetRooms((of) => of === network, "behind"),
    advanced: (network, seq) => subscriptions.advanced(network, seq),
    rangeFilled: (network) => resetRooms((of, topic) => of === network && !isNetworkTopic(topic), "range"),
  });
  for (const network of await api.networks()) await hub.follow(network);
  const listener = listenForCommits(databaseUrl, (network) => hub.wake(network), log);
  const snapshots = { prisma, version, replayFramesMax: limits.replayFramesMax };
  io.on("connection", (socket) => handleClient(socket, { api, prisma, hub, subscriptions, limits, snapshots, log }));

  const sweep = setInterval(() => {
    for (const socket of io.of("/").sockets.values()) {
      if (bufferedBytes(socket.conn) <= limits.bufferedBytesMax) continue;
      const left = [...socket.rooms, ...subscriptions.roomsOf(socket.id)];
      for (const room of left) {
        const parts = splitRoom(room);
        if (!parts) continue;
        subscriptions.drop(socket.id, room);
        void socket.leave(room);
        socket.emit("reset", { ...parts, code: "behind" });
      }
    }
  }, limits.sweepMs);

  return {
    clients: () => io.engine.clientsCount,
    async stop() {
      clearInterval(sweep);
      await listener.stop();
      await hub.stop();
      await io.close();
    },
  };
}
