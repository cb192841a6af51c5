/** One client's requests: checked, bounded, and answered with a snapshot or with what was missed. */
import type { PrismaClient } from "#prisma";
import { type Api, apiErrorOf } from "#server/api";
import type { Log } from "#server/lib/log";
import { buildFrames } from "./frames";
import type { Hub } from "./hub";
import { type LiveLimits, tokenBucket } from "./limits";
import type { SubscribeAck, SubscribeRequest } from "./protocol";
import { type SnapshotOptions, takeSnapshot } from "./snapshot";
import type { LiveSocket } from "./start";
import type { Subscriber, Subscriptions } from "./subscriptions";
import { parseRequest, type Refusal, refusal, roomOf } from "./topics";

export interface ClientOptions {
  readonly api: Api;
  readonly prisma: PrismaClient;
  readonly hub: Hub;
  readonly subscriptions: Subscriptions;
  readonly limits: LiveLimits;
  readonly snapshots: SnapshotOptions;
  readonly log: Pick<Log, "error">;
}

/** One that goes on after this many refusals is not a page. */
const REFUSALS_MAX = 1_000;

type Place = { readonly request: SubscribeRequest; readonly network: string; readonly room: string };

export function handleClient(socket: LiveSocket, options: ClientOptions): void {
  const { api, hub, subscriptions, limits, log } = options;
  const admit = tokenBucket(limits.messagesPerSecond, limits.messagesBurst);
  let refusals = 0;
  const subscriber: Subscriber = {
    id: socket.id,
    send: (frame) => socket.emit("frame", frame),
    reset: (reset) => socket.emit("reset", reset),
    join: (room) => void socket.join(room),
    leave: (room) => void socket.leave(room),
  };
  const subscribed = () =>
    new Set([...[...socket.rooms].filter((room) => room !== socket.id), ...subscriptions.roomsOf(socket.id)]);

  async function place(given: unknown): Promise<Place | Refusal> {
    const request = parseRequest(given);
    if ("error" in request) return request;
    const networks = await api.networks();
    const network = request.network ?? networks[0];
    if (network === undefined) return refusal("not-ready", "No network's source has answered yet.");
    if (!networks.includes(network)) return refusal("unknown-network", "See /api/v1/status for the networks.");
    return { request, network, room: roomOf(network, request.topic) };
  }

  async function subscribe(given: unknown, ack: (answer: SubscribeAck) => void): Promise<void> {
    const at = await place(given);
    if ("error" in at) return ack(at);
    const { request, network, room } = at;
    const held = subscribed();
    if (!held.has(room) && held.size >= limits.subscriptionsMax)
      return ack(
        refusal("too-many-subscriptions", `A client has at most ${limits.subscriptionsMax}; unsubscribe first.`),
      );
    subscriber.leave(room);
    const waiting = subscriptions.begin(subscriber, network, room);
    try {
      await hub.follow(network);
      const taken = await takeSnapshot(options.snapshots, network, request.topic, request.after);
      const replay = await buildFrames(api, options.prisma, network, taken.replay);
      if (!subscriptions.isCurrent(waiting) || !socket.connected)
        return ack(refusal("superseded", "Asked again meanwhile."));
      ack({ seq: taken.seq, snapshot: taken.snapshot });
      for (const frame of replay) subscriber.send(frame);
      const seq = replay.at(-1)?.seq ?? taken.seq;
      subscriptions.settle(waiting, seq, taken.networkSeq, hub.cursor(network));
      hub.wake(network);
    } catch (error) {
      subscriptions.drop(socket.id, room);
      throw error;
    }
  }

  /** Every request is answered, whatever it was. */
  function guarded(task: (given: unknown, ack: (answer: SubscribeAck) => void) => Promise<void>) {
    return (given: unknown, ack: unknown): void => {
      const answer = typeof ack === "function" ? (value: SubscribeAck) => void ack(value) : () => {};
      if (typeof given === "function") {
        given(refusal("invalid-request", "Expected an object {network?, topic, after?}."));
        return;
      }
      if (!admit()) {
        refusals += 1;
        if (refusals > REFUSALS_MAX) socket.disconnect(true);
        answer(refusal("too-many-requests", `At most ${limits.messagesPerSecond} requests a second.`));
        return;
      }
      task(given, answer).catch((error: unknown) => {
        const known = apiErrorOf(error);
        if (!known) log.error({ err: error }, "a subscription failed");
        answer(known ? refusal(known.code, known.detail) : refusal("internal", "It was logged; try again."));
      });
    };
  }

  socket.on("subscribe", guarded(subscribe));
  socket.on(
    "unsubscribe",
    guarded(async (given, ack) => {
      const at = await place(given);
      if ("error" in at) return ack(at);
      subscriptions.drop(socket.id, at.room);
      subscriber.leave(at.room);
      ack({ seq: 0, snapshot: null });
    }),
  );
  socket.on("disconnect", () => {
    for (const room of subscriptions.roomsOf(socket.id)) subscriptions.drop(socket.id, room);
  });
}
