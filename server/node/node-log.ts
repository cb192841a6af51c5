/** The node's log, also as events: lines of level info and above reach whoever subscribes, cut to a length. */
import { LogLine_Level } from "#proto";
import { createLog, type Log } from "#server/lib/log";
import type { EventHub } from "./events/hub";

const TEXT_CHARS_MAX = 2_000;

export function createNodeLog(id: string, level: string, hub: EventHub): Log {
  return createLog(id, level, (line) => {
    const { level: number, msg, text } = read(line);
    hub.publish({ $case: "logLine", value: { level: levelOf(number), text: (msg ?? text).slice(0, TEXT_CHARS_MAX) } });
  });
}

function read(line: string): { level: number; msg: string | null; text: string } {
  const text = line.trimEnd();
  try {
    const { level, msg }: { level?: unknown; msg?: unknown } = JSON.parse(text);
    return { level: typeof level === "number" ? level : 30, msg: typeof msg === "string" ? msg : null, text };
  } catch {
    return { level: 30, msg: null, text };
  }
}

/** pino's numbers. */
function levelOf(number: number): LogLine_Level {
  if (number >= 50) return LogLine_Level.LEVEL_ERROR;
  if (number >= 40) return LogLine_Level.LEVEL_WARN;
  return number >= 30 ? LogLine_Level.LEVEL_INFO : LogLine_Level.LEVEL_DEBUG;
}
