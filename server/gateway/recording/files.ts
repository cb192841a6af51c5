/** Which files a recording is made of. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { RecordingError } from "./errors";

/** Kept beside recordings, and no part of them. */
const PASSED_OVER = /^(\.|xor\.dat$|rev\d+\.dat$|README)/i;

/** A folder stands for the files in it, by name. @throws RecordingError */
export function expandPaths(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap(expand))];
}

function expand(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new RecordingError(path, "no such file or folder");
  if (!stat.isDirectory()) return [path];
  const files = readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !PASSED_OVER.test(entry.name))
    .map(({ name }) => join(path, name))
    .sort();
  if (files.length === 0) throw new RecordingError(path, "no file in this folder");
  return files;
}
