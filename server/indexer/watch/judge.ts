/** Whether a node is alive, from what was heard of it and when. Pure; the sentence says why. */
import type { NodeStatus } from "../store/nodes";

/** Heartbeats come every second. */
export const SUSPECT_AFTER_MS = 3_000;
export const DEAD_AFTER_MS = 6_000;

export interface Heard {
  /** When anything was last heard; null: never since this process began. */
  readonly atMs: number | null;
  readonly streaming: boolean;
  /** Why the last attempt to reach it failed. */
  readonly failure: string | null;
  /** Whether that failure was a refused connection: nobody listens there. */
  readonly refused: boolean;
  /** Why it does not count though it answers: it serves another chain. */
  readonly stranger: string | null;
}

export interface Judgement {
  readonly status: NodeStatus;
  readonly reason: string | null;
}

export function judge(heard: Heard, nowMs: number): Judgement {
  if (heard.stranger !== null) return { status: "unknown", reason: heard.stranger };
  if (heard.refused) return { status: "dead", reason: "The connection was refused: nothing listens at its address." };
  if (heard.atMs === null) {
    const reason = heard.failure ? `Not reached yet: ${heard.failure}.` : "Not heard from since the indexer began.";
    return { status: "unknown", reason };
  }
  const silentMs = nowMs - heard.atMs;
  const seconds = Math.floor(silentMs / 1000);
  if (silentMs >= DEAD_AFTER_MS)
    return { status: "dead", reason: `No sign of life for more than ${DEAD_AFTER_MS / 1000} s.` };
  if (!heard.streaming)
    return { status: "suspect", reason: `Its event stream broke: ${heard.failure ?? "no reason given"}.` };
  if (silentMs >= SUSPECT_AFTER_MS) return { status: "suspect", reason: `No heartbeat for ${seconds} s.` };
  return { status: "alive", reason: null };
}
