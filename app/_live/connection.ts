"use client";
/**
 * The one socket of a page. It keeps a subscription per topic however many components listen, notices missed frames,
 * subscribes again after gaps, resets and reconnections, and knows how fresh all of it is. Socket code is loaded when the
 * first component listens. What frames mean is the listeners' business.
 */
import type { Socket } from "socket.io-client";
import type { ClientToServerEvents, Frame, ServerToClientEvents, SubscribeAck, Topic } from "#server/live";
import { asking, receiveAnswer, receiveFrame, type Step, type TopicState, UNASKED } from "./sequence";
import { ANSWER_MS, type ConnectionState, connectionState, QUIET_MS } from "./state";

export interface TopicListener {
  /** The topic's present state, in the shape of its REST answer. */
  readonly onSnapshot: (snapshot: unknown) => void;
  readonly onFrame: (frame: Frame) => void;
}

interface Entry {
  readonly network: string;
  readonly topic: Topic;
  readonly listeners: Set<TopicListener>;
  state: TopicState;
  confirmedAtMs: number | null;
}

const CHECK_MS = 1000;

let socket: Socket<ServerToClientEvents, ClientToServerEvents> | undefined;
let opening = false;
let everConnected = false;
let cut = false;
let shown: ConnectionState = "connecting";
const entries = new Map<string, Entry>();
const watchers = new Set<() => void>();
const keyOf = (network: string, topic: string) => `${network} ${topic}`;

function refresh(): void {
  const next = connectionState({
    connected: socket?.connected ?? false,
    everConnected,
    cut,
    confirmedAtMs: [...entries.values()].map((entry) => entry.confirmedAtMs),
    nowMs: Date.now(),
  });
  if (next === shown) return;
  shown = next;
  for (const watcher of watchers) watcher();
}

function take(entry: Entry, step: Step): void {
  entry.state = step.state;
  for (const frame of step.apply) for (const listener of entry.listeners) listener.onFrame(frame);
  if (step.ask) ask(entry, false);
}

function ask(entry: Entry, fresh: boolean): void {
  if (!socket?.connected) return;
  entry.state = asking(entry.state, fresh);
  const { network, topic } = entry;
  const after = entry.state.seq;
  const answer = (error: Error | null, ack: SubscribeAck) => {
    if (!entries.has(keyOf(network, topic)) || !entry.state.asking) return;
    if (error || "error" in ack) {
      // The next check asks again; until then the page says that it is stale.
      entry.state = { ...entry.state, asking: false };
      return;
    }
    entry.confirmedAtMs = Date.now();
    const replaced = ack.snapshot !== null;
    if (replaced) for (const listener of entry.listeners) listener.onSnapshot(ack.snapshot);
    take(entry, receiveAnswer(entry.state, ack.seq, replaced));
    refresh();
  };
  socket.timeout(ANSWER_MS).emit("subscribe", { network, topic, ...(after === null ? {} : { after }) }, answer);
}

function check(): void {
  const nowMs = Date.now();
  for (const entry of entries.values()) {
    const quiet = entry.confirmedAtMs === null || nowMs - entry.confirmedAtMs > QUIET_MS;
    if (quiet && !entry.state.asking) ask(entry, false);
  }
  refresh();
}

async function open(): Promise<void> {
  const { io } = await import("socket.io-client");
  socket = io({ path: "/live", transports: ["websocket", "polling"], reconnectionDelayMax: 5000 });
  socket.on("connect", () => {
    everConnected = true;
    cut = false;
    for (const entry of entries.values()) ask(entry, false);
    refresh();
  });
  socket.on("disconnect", refresh);
  socket.on("connect_error", () => {
    cut = true;
    refresh();
  });
  socket.on("frame", (frame) => {
    const entry = entries.get(keyOf(frame.network, frame.topic));
    if (!entry) return;
    entry.confirmedAtMs = Date.now();
    take(entry, receiveFrame(entry.state, frame));
  });
  socket.on("reset", ({ network, topic }) => {
    const entry = entries.get(keyOf(network, topic));
    if (entry) ask(entry, true);
  });
  setInterval(check, CHECK_MS);
}

/** Listens to a topic; a newcomer always gets a snapshot of its own time. Answers how to stop. */
export function listen(network: string, topic: Topic, listener: TopicListener): () => void {
  const key = keyOf(network, topic);
  const entry = entries.get(key) ?? { network, topic, listeners: new Set(), state: UNASKED, confirmedAtMs: null };
  entries.set(key, entry);
  entry.listeners.add(listener);
  if (!opening) {
    opening = true;
    open().catch(() => {
      opening = false;
      cut = true;
      refresh();
    });
  }
  ask(entry, true);
  return () => {
    entry.listeners.delete(listener);
    if (entry.listeners.size > 0) return;
    entries.delete(key);
    socket?.emit("unsubscribe", { network, topic }, () => {});
  };
}

export function watchConnection(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export const currentConnection = (): ConnectionState => shown;

const NOTHING: TopicListener = { onSnapshot: () => {}, onFrame: () => {} };

/** Keeps a page connected that shows nothing live itself, so that its sign tells the truth. */
export const keepConnected = (network: string): (() => void) => listen(network, "mempool", NOTHING);
