/** Waiting longer after each failure, with full jitter, so that many clients of one server do not return at once. */
import { setTimeout as sleep } from "node:timers/promises";

export interface BackoffOptions {
  /** The first wait's upper bound. */
  readonly minMs: number;
  readonly maxMs: number;
  readonly factor?: number;
  /** From 0 to 1; Math.random unless given. */
  readonly random?: () => number;
}

export interface Backoff {
  /** Waits; resolves at once when the signal aborts. */
  wait(signal?: AbortSignal): Promise<void>;
  /** After a success the next wait is short again. */
  reset(): void;
  readonly attempts: number;
}

/** Each wait lies between half of its bound and its bound; the bound doubles up to maxMs. */
export function backoff(options: BackoffOptions): Backoff {
  const { minMs, maxMs, factor = 2, random = Math.random } = options;
  let attempts = 0;
  return {
    get attempts() {
      return attempts;
    },
    reset() {
      attempts = 0;
    },
    async wait(signal) {
      const bound = Math.min(maxMs, minMs * factor ** Math.min(attempts, 30));
      attempts++;
      try {
        await sleep(bound * (0.5 + random() / 2), undefined, signal ? { signal } : {});
      } catch {
        // Only an abort ends a sleep early; whoever waits looks at the signal.
      }
    },
  };
}
