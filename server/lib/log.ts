/** Structured logs: JSON lines on stderr, so that stdout stays free for what a command prints. */
import { pino } from "pino";

export type Log = Pick<ReturnType<typeof pino>, "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "child">;

/** @param name the process, such as `node` or `indexer` */
export function createLog(name: string, level: string): Log {
  return pino(
    { name, level, redact: ["password", "privateKey", "authorization", "databaseUrl", "*.password", "*.privateKey"] },
    pino.destination({ fd: 2, sync: true }),
  );
}
