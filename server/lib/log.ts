/** Structured logs: JSON lines on stderr, so that stdout stays free for what a command prints. */
import { pino } from "pino";

export type Log = Pick<ReturnType<typeof pino>, "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "child">;

/**
 * @param name the process, such as `node` or `indexer`
 * @param also gets each JSON line of level info or above, beside stderr; what must not be shown is left out already
 */
export function createLog(name: string, level: string, also?: (line: string) => void): Log {
  const stderr = pino.destination({ fd: 2, sync: true });
  return pino(
    { name, level, redact: ["password", "privateKey", "authorization", "databaseUrl", "*.password", "*.privateKey"] },
    also
      ? pino.multistream([
          { level: "trace", stream: stderr },
          { level: "info", stream: { write: also } },
        ])
      : stderr,
  );
}
