/**
 * Recorded mainnet blocks for conformance tests. They are not part of this repository: CHAINGLASS_TEST_DATA names the folder
 * that holds `evm-mainnet-trin` (from ethereum/trin's test assets), by default `../shared/data` beside the repository.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = join(resolve(process.env.CHAINGLASS_TEST_DATA ?? "../shared/data"), "evm-mainnet-trin");

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
