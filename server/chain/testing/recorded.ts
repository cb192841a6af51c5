/**
 * Recorded blocks and other projects' vectors for conformance tests. They are not part of this repository:
 * CHAINGLASS_TEST_DATA names the folder that holds `evm-mainnet-trin` (from ethereum/trin's test assets) and its like, by
 * default `../shared/data` beside the repository; CHAINGLASS_TEST_VECTORS that of the vectors, by default `vectors` beside it.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const data = resolve(process.env.CHAINGLASS_TEST_DATA ?? "../shared/data");
const folder = join(data, "evm-mainnet-trin");
/** Vectors of other projects, beside the data. */
const vectors = resolve(process.env.CHAINGLASS_TEST_VECTORS ?? join(data, "../vectors"));

/** Null where they are; else why the tests over them are skipped. */
export const recordedMissing: string | null = existsSync(folder)
  ? null
  : `recorded mainnet blocks are not at ${folder}`;

export function recordedBlock(height: number): unknown {
  return read(`block_${height}_value.json`);
}

export function recordedReceipts(height: number): unknown {
  return read(`receipts-${height}.json`);
}

function read(name: string): unknown {
  const answer: { result: unknown } = JSON.parse(readFileSync(join(folder, name), "utf8"));
  return answer.result;
}

/** The path of a recorded file; null where it is not there. */
export function recordedFile(name: string): string | null {
  const path = join(data, name);
  return existsSync(path) ? path : null;
}

/** The path of a file of vectors; null where it is not there. */
export function vectorFile(name: string): string | null {
  const path = join(vectors, name);
  return existsSync(path) ? path : null;
}

/** For a test's title: what it is about, or why it does not run. */
export function titled(title: string, path: string | null): string {
  return path ? title : `${title} (skipped: not among the recorded files)`;
}

/** Null where it is not there. */
export function readVector(name: string): string | null {
  const path = vectorFile(name);
  return path ? readFileSync(path, "utf8") : null;
}
