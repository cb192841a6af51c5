/**
 * A recorded chain of any size, the same for the same seed: blocks of transfers and of transactions that carry random data, in
 * RLP as `geth export` writes them. It is written as it is made, so it takes a block's memory and not a file's. Also a script:
 * `node --import tsx server/bench/flat/write-recording.ts FILE [MEGABYTES] [SEED]`.
 */
import { createCipheriv, createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { RLP } from "@ethereumjs/rlp";
import type { ChainBlock } from "#server/chain";
import { makeBlock, transfer } from "#server/indexer/testing";
import { createPrng } from "#server/lib/prng";

export const FLAT_SEED = "flat-2026";

const TRANSFERS_PER_BLOCK_MAX = 12;
const CARRIERS_PER_BLOCK_MAX = 12;
const DATA_BYTES_MAX = 64 * 1024;

export interface Written {
  readonly blocks: number;
  readonly transactions: number;
  readonly bytes: number;
}

/** A stream of bytes that no compression makes smaller. */
function randomBytes(seed: string): (length: number) => Uint8Array {
  const key = createHash("sha256").update(seed).digest();
  const cipher = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  return (length) => cipher.update(Buffer.alloc(length));
}

export function writeRecording(path: string, bytesMin: number, seed = FLAT_SEED): Written {
  const prng = createPrng(seed);
  const random = randomBytes(seed);
  const file = openSync(path, "w");
  let [blocks, nonce, bytes] = [0, 0, 0];
  let parent: ChainBlock | null = null;
  try {
    while (bytes < bytesMin) {
      const to = () => prng.between(1, 5_000).toString(16).padStart(40, "a");
      const transfers = Array.from({ length: prng.between(0, TRANSFERS_PER_BLOCK_MAX) }, () => transfer(nonce++, to()));
      const carriers = Array.from({ length: prng.between(0, CARRIERS_PER_BLOCK_MAX) }, () =>
        transfer(nonce++, to(), random(prng.between(1, DATA_BYTES_MAX))),
      );
      parent = makeBlock(parent, parent ? [...transfers, ...carriers] : []);
      if (parent.height === 0) nonce = 0;
      const encoded = RLP.encode([RLP.decode(parent.header), parent.transactions.map(({ raw }) => raw), []]);
      writeSync(file, encoded);
      bytes += encoded.length;
      blocks++;
    }
  } finally {
    closeSync(file);
  }
  return { blocks, transactions: nonce, bytes };
}

const [, script, path, megabytes, seed] = process.argv;
if (path !== undefined && script === fileURLToPath(import.meta.url)) {
  const written = writeRecording(path, Number(megabytes ?? 1024) * 2 ** 20, seed ?? FLAT_SEED);
  process.stdout.write(`${JSON.stringify({ path, seed: seed ?? FLAT_SEED, ...written })}\n`);
}
