/** Files of a recording: which there are, what was read of them, and a small cache of the parsed ones. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { LRUCache } from "lru-cache";
import { classify, type Part } from "./classify";
import { RecordingError } from "./errors";

/** Parsed files that are kept: streams read neighbours, a block and its receipts. */
const PARSED_FILES_MAX = 4;

function expand(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new RecordingError(path, "no such file or folder");
  if (!stat.isDirectory()) return [path];
  const files = readdirSync(path)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(path, name));
  if (files.length === 0) throw new RecordingError(path, "no .json file in this folder");
  return files;
}

export class RecordingFiles {
  readonly names: readonly string[];
  readonly #parsed = new LRUCache<string, Part[]>({ max: PARSED_FILES_MAX });
  readonly #digest = createHash("sha256");

  constructor(paths: readonly string[]) {
    this.names = [...new Set(paths.flatMap(expand))];
  }

  /** @throws RecordingError */
  parts(file: string): Part[] {
    const known = this.#parsed.get(file);
    if (known) return known;
    const parts = this.#parse(file, readFileSync(file, "utf8"));
    this.#parsed.set(file, parts);
    return parts;
  }

  #parse(file: string, text: string): Part[] {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw new RecordingError(file, `not JSON (${error instanceof Error ? error.message : String(error)})`, {
        cause: error,
      });
    }
    const parts = classify(json);
    if (typeof parts === "string") throw new RecordingError(file, parts);
    return parts;
  }

  /** Reads every file once. Afterwards `fingerprint` stands for all of their content. */
  *readAll(): Generator<{ file: string; parts: Part[] }> {
    for (const file of this.names) {
      const text = readFileSync(file, "utf8");
      this.#digest.update(`${basename(file)}\0${text.length}\0`).update(text);
      yield { file, parts: this.#parse(file, text) };
    }
  }

  fingerprint(): string {
    return this.#digest.copy().digest("hex").slice(0, 32);
  }
}
