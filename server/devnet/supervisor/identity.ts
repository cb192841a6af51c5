/**
 * Which process a pid means. A pid alone is not enough, because systems reuse them: together with its start time it names
 * one process only, and nothing is ever signalled by pid alone.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Identity {
  readonly pid: number;
  /** When it started, in whatever form this system tells. */
  readonly started: string;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: alive, and another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return statFields(pid)?.[0] !== "Z";
}

/** Null when there is no such process. */
export function identify(pid: number): Identity | null {
  if (!isAlive(pid)) return null;
  const started = process.platform === "linux" ? statFields(pid)?.[19] : ps(pid, "lstart=");
  return started ? { pid, started } : null;
}

export function isSame(identity: Identity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** The command line; null when unknown. */
export function commandOf(pid: number): string | null {
  if (process.platform !== "linux") return ps(pid, "command=");
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return null;
  }
}

/** proc(5): the fields of /proc/pid/stat from the third (state) on; the start time is field 22. */
function statFields(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

function ps(pid: number, column: string): string | null {
  try {
    return execFileSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}
