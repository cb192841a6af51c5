/** Everything that a client can make grow has a bound here, with its reason. */

export interface LiveLimits {
  /** More than any page needs; a console with every node's page open stays below it. */
  readonly subscriptionsMax: number;
  /** A client's messages: bursts when it reconnects, seldom otherwise. */
  readonly messagesPerSecond: number;
  readonly messagesBurst: number;
  /** What may wait for one client. Beyond it the client reads slower than the chain writes: it gets a reset. */
  readonly bufferedBytesMax: number;
  /** Frames kept for a subscriber while its snapshot is read. */
  readonly waitingFramesMax: number;
  /** Replayed for `after`; beyond it a snapshot is cheaper. */
  readonly replayFramesMax: number;
  /** Numbers (each row that changed has one) that a hub may be behind; beyond it, it skips ahead and says so. */
  readonly lagFramesMax: number;
  readonly clientsMax: number;
  readonly sweepMs: number;
}

export const LIMITS: LiveLimits = {
  subscriptionsMax: 64,
  messagesPerSecond: 20,
  messagesBurst: 100,
  bufferedBytesMax: 1024 * 1024,
  waitingFramesMax: 500,
  replayFramesMax: 200,
  lagFramesMax: 20_000,
  clientsMax: 10_000,
  sweepMs: 500,
};

/** Requests are one small object. */
export const MESSAGE_BYTES_MAX = 16 * 1024;

export function tokenBucket(
  perSecond: number,
  burst: number,
  now: () => number = () => performance.now(),
): () => boolean {
  let tokens = burst;
  let at = now();
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + ((time - at) * perSecond) / 1000);
    at = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
