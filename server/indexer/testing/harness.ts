/** For tests: an indexer over a fresh database, and questions asked of that database. */
import pg from "pg";
import { createLog } from "#server/lib/log";
import { freshDatabase } from "#server/store/testing";
import type { AuditLimits } from "../audit/auditor";
import { startIndexer } from "../indexer";

export interface Harness {
  readonly databaseUrl: string;
  /** Starts an indexer; a second call after `stop` is a restart. */
  start(nodes: readonly { network: string | null; address: string }[], audit?: AuditLimits): Promise<void>;
  stop(): Promise<void>;
  rows<T>(statement: string, values?: unknown[]): Promise<T[]>;
  /** Repeats the question until the answer is as wanted. */
  until<T>(statement: string, wanted: (rows: T[]) => boolean, timeoutMs?: number): Promise<T[]>;
  close(): Promise<void>;
}

export async function harness(): Promise<Harness> {
  const database = await freshDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  // An idle connection may be ended with its database when the test is over.
  pool.on("error", () => undefined);
  const log = createLog("test", process.env.TEST_LOG_LEVEL ?? "silent");
  let running: { abort: AbortController; done: Promise<void> } | null = null;
  const rows = async <T>(statement: string, values: unknown[] = []): Promise<T[]> =>
    (await pool.query(statement, values)).rows;
  const stop = async () => {
    running?.abort.abort();
    await running?.done;
    running = null;
  };
  return {
    databaseUrl: database.url,
    rows,
    stop,
    async start(nodes, audit) {
      const abort = new AbortController();
      const { done } = await startIndexer({
        databaseUrl: database.url,
        nodes,
        log,
        signal: abort.signal,
        ...(audit ? { audit } : {}),
      });
      running = { abort, done };
    },
    async until<T>(statement: string, wanted: (found: T[]) => boolean, timeoutMs = 60_000) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const found = await rows<T>(statement);
        if (wanted(found)) return found;
        if (Date.now() > deadline) throw new Error(`not in time: ${statement}\n${JSON.stringify(found)}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    async close() {
      await stop();
      await pool.end();
      await database.drop();
    },
  };
}
