/** What the reader is told about the connection. `stale`: connected, yet the server has not confirmed lately that nothing was missed. */
export type ConnectionState = "connecting" | "live" | "stale" | "offline";

/** A topic without frames for this long is asked about: silence may be an idle chain or a lost subscription. */
export const QUIET_MS = 15_000;
/** An answer that takes longer makes what is shown stale. */
export const ANSWER_MS = 5_000;

export interface Signs {
  readonly connected: boolean;
  /** Whether a connection was ever made on this page. */
  readonly everConnected: boolean;
  /** Whether the browser or the socket says that the way is cut. */
  readonly cut: boolean;
  /** When each topic was last confirmed: by a frame or an answer; null while the first answer is awaited. */
  readonly confirmedAtMs: readonly (number | null)[];
  readonly nowMs: number;
}

export function connectionState({ connected, everConnected, cut, confirmedAtMs, nowMs }: Signs): ConnectionState {
  if (!connected) return everConnected || cut ? "offline" : "connecting";
  const oldest = confirmedAtMs.filter((atMs) => atMs !== null).reduce((low, atMs) => Math.min(low, atMs), nowMs);
  if (nowMs - oldest > QUIET_MS + ANSWER_MS) return "stale";
  return confirmedAtMs.length > 0 && confirmedAtMs.every((atMs) => atMs === null) ? "connecting" : "live";
}
