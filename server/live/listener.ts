/**
 * One connection that listens for commits. A notification only says "look again": what is sent is read by cursor, so that a
 * lost notification costs a moment and never a frame. After each reconnect everything is looked at again.
 */
import pg from "pg";
import type { Log } from "#server/lib/log";

const CHANNEL = "chainglass_live";
const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 5_000;
/** Catches what a half-open connection would have told. */
const LOOK_AGAIN_MS = 2_000;

export interface Listener {
  stop(): Promise<void>;
}

/** @param wake called after each notification, reconnection and pause; network null: all of them */
export function listenForCommits(
  databaseUrl: string,
  wake: (network: string | null) => void,
  log: Pick<Log, "warn">,
): Listener {
  let client: pg.Client | null = null;
  let stopped = false;
  let retryMs = RETRY_MIN_MS;
  let retry: NodeJS.Timeout | undefined;
  const again = setInterval(() => wake(null), LOOK_AGAIN_MS);

  function reconnect(lost: pg.Client): void {
    if (stopped || client !== lost) return;
    client = null;
    lost.end().catch(() => {});
    retry = setTimeout(() => void connect(), retryMs);
    retryMs = Math.min(RETRY_MAX_MS, retryMs * 2);
  }

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: databaseUrl,
      application_name: "chainglass-live",
      keepAlive: true,
      connectionTimeoutMillis: RETRY_MAX_MS,
    });
    client = fresh;
    fresh.on("error", () => reconnect(fresh));
    fresh.on("end", () => reconnect(fresh));
    fresh.on("notification", ({ payload }) => wake(networkOf(payload)));
    try {
      await fresh.connect();
      await fresh.query(`listen ${CHANNEL}`);
      retryMs = RETRY_MIN_MS;
      wake(null);
    } catch (error) {
      log.warn({ err: error }, "can't listen for commits; trying again");
      reconnect(fresh);
    }
  }

  void connect();
  return {
    async stop() {
      stopped = true;
      clearInterval(again);
      clearTimeout(retry);
      await client?.end().catch(() => {});
    },
  };
}

function networkOf(payload: string | undefined): string | null {
  try {
    const { network } = JSON.parse(payload ?? "") as { network?: unknown };
    return typeof network === "string" ? network : null;
  } catch {
    return null;
  }
}
