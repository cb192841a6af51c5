/**
 * `<dataDir>/run`: one file for each process of ours, written before it is needed and removed when it ended. It makes two
 * promises: at most one supervisor works on a data folder, and what a killed one left behind is found and ended before
 * anything new starts.
 */
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Identity, identify, isSame } from "./identity";

/** Longer than a process's own limit for an orderly stop. */
const ORPHAN_LIMIT_MS = 12_000;
const POLL_MS = 50;
const LOCK = "supervisor";

const IdentityFile = z.object({
  pid: z.int().positive(),
  started: z.string(),
  /** What stops it in order. */
  stopSignal: z.enum(["SIGTERM", "SIGINT"]).default("SIGTERM"),
});

export type StopSignal = "SIGTERM" | "SIGINT";

export class AlreadyRunning extends Error {
  override readonly name = "AlreadyRunning";
}

export interface RunFolder {
  write(name: string, pid: number, stopSignal: StopSignal): void;
  remove(name: string): void;
  /** Ends what an earlier supervisor left behind. @returns the names */
  endOrphans(): Promise<string[]>;
  release(): void;
}

/** @throws AlreadyRunning saying who holds the folder and how to stop him */
export function lockRunFolder(dataDir: string): RunFolder {
  const folder = join(dataDir, "run");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(folder, `${name}.json`);
  takeLock(file(LOCK), dataDir);
  return {
    write(name, pid, stopSignal) {
      const identity = identify(pid);
      if (identity) writeFileSync(file(name), JSON.stringify({ ...identity, stopSignal }));
    },
    remove: (name) => rmSync(file(name), { force: true }),
    endOrphans: () => endOrphans(folder),
    release: () => rmSync(file(LOCK), { force: true }),
  };
}

/** A link appears whole or not at all, so nobody ever reads half a lock. */
function takeLock(file: string, dataDir: string): void {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify(identify(process.pid)));
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        linkSync(own, file);
        return;
      } catch {
        const holder = readIdentity(file);
        if (holder && isSame(holder)) {
          throw new AlreadyRunning(
            `Chainglass is already running on ${dataDir} (pid ${holder.pid}). Stop it with Ctrl-C where it was started, or with "kill ${holder.pid}"; ` +
              "or choose another CHAINGLASS_DATA_DIR (and PORT, CHAINGLASS_GRPC_PORT) for a second one.",
          );
        }
        rmSync(file, { force: true });
      }
    }
    throw new Error(`The lock ${file} can't be taken: another start is taking it at this moment.`);
  } finally {
    rmSync(own, { force: true });
  }
}

function readIdentity(file: string): (Identity & { stopSignal: StopSignal }) | null {
  try {
    return IdentityFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

async function endOrphans(folder: string): Promise<string[]> {
  const names = readdirSync(folder)
    .filter((entry) => entry.endsWith(".json"))
    .map((entry) => entry.slice(0, -".json".length))
    .filter((name) => name !== LOCK);
  const ended = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, `${name}.json`);
      const identity = readIdentity(file);
      const found = identity !== null && isSame(identity);
      if (found) await end(identity);
      rmSync(file, { force: true });
      return found ? name : null;
    }),
  );
  return ended.filter((name) => name !== null);
}

/** In order first; a process that does not end in its time is killed. */
async function end(identity: Identity & { stopSignal: StopSignal }): Promise<void> {
  process.kill(identity.pid, identity.stopSignal);
  for (let waited = 0; isSame(identity); waited += POLL_MS) {
    if (waited === Math.floor(ORPHAN_LIMIT_MS / POLL_MS) * POLL_MS) process.kill(identity.pid, "SIGKILL");
    await sleep(POLL_MS);
  }
}
