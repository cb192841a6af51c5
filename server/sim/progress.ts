/** How far a run of many seeds has come, kept in a small file so that an interrupted one goes on; removed at the end. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fnv1a } from "#server/lib/prng";
import type { SeedResult } from "./swarm";

/** Failing seeds that are listed; the count goes on. */
const FAILED_LISTED_MAX = 1000;

const Saved = z.object({ done: z.number().int().min(0), hash: z.string(), failed: z.array(z.string()) });

export interface RunKey {
  readonly engine: string;
  readonly seeds: number;
  readonly firstSeed: number;
  readonly stateDir: string;
  readonly fresh: boolean;
}

export class Progress {
  private constructor(
    private readonly file: string,
    public done: number,
    /** Over the hashes of all runs so far, in order. */
    public hash: string,
    readonly failed: string[],
  ) {}

  static open(key: RunKey): Progress {
    mkdirSync(key.stateDir, { recursive: true });
    const file = join(key.stateDir, `${key.engine}-${key.firstSeed.toString(16)}-${key.seeds}.json`);
    const saved = key.fresh ? null : read(file);
    if (saved === null || saved.done > key.seeds) return new Progress(file, 0, "0".repeat(16), []);
    return new Progress(file, saved.done, saved.hash, saved.failed);
  }

  add(result: SeedResult): void {
    this.done++;
    const text = `${this.hash}/${result.seed}/${result.hash}/${result.violation ?? ""}`;
    const low = fnv1a(text);
    this.hash = [fnv1a(text, low), low].map((part) => part.toString(16).padStart(8, "0")).join("");
    if (result.violation !== null && this.failed.length < FAILED_LISTED_MAX) this.failed.push(result.seed);
  }

  save(): void {
    writeFileSync(`${this.file}.new`, JSON.stringify({ done: this.done, hash: this.hash, failed: this.failed }));
    renameSync(`${this.file}.new`, this.file);
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }
}

/** An unreadable file is no progress. */
function read(file: string): z.infer<typeof Saved> | null {
  try {
    return Saved.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}
