/**
 * A Postgres that outlived its supervisor. Ended in order before the data is used again, because two servers on one data
 * folder would destroy it; ending and starting take about a fifth of a second, and our settings are then sure to hold.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commandOf, isAlive } from "../supervisor/identity";

const STOP_LIMIT_MS = 15_000;

/** The pid of the server that runs on this data, or null: the pid file is believed only if that process says so too. */
export function runningOn(data: string): number | null {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, "utf8").split("\n", 1)[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return null;
  return commandOf(pid)?.includes(data) === true ? pid : null;
}

/** @returns the pid that was ended, or null */
export async function endOrphan(data: string): Promise<number | null> {
  const pid = runningOn(data);
  if (pid === null) return null;
  // Fast shutdown: sessions are ended, what was committed is kept.
  process.kill(pid, "SIGINT");
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited > STOP_LIMIT_MS) {
      throw new Error(`A Postgres of an earlier start (pid ${pid}) does not end: end it, then start again.`);
    }
    await sleep(50);
  }
  return pid;
}
