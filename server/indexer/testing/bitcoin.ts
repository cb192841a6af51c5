/**
 * For tests: recorded Bitcoin blocks, written the way a recording is. They are not part of the repository: CHAINGLASS_TEST_DATA
 * names the folder that holds `btc`, by default `../shared/data` beside the repository.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { BITCOIN, blockFromUtxoBytes, type ChainBlock } from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import { createLog } from "#server/lib/log";
import { ChainIndex } from "../pipeline/chain-index";
import { Database } from "../store/store";

export const bitcoinFolder = join(resolve(process.env.CHAINGLASS_TEST_DATA ?? "../shared/data"), "btc");
const firstBlocks = join(bitcoinFolder, "bitcoinj-first-100k-blocks.dat");
const blockOf2021 = join(bitcoinFolder, "rust-bitcoin-mainnet-0000c835.raw");
const BLOCK_OF_2021_HEIGHT = 702_861;

/** Null where they are; else why the tests over them are skipped. */
export const bitcoinMissing: string | null =
  existsSync(firstBlocks) && existsSync(blockOf2021) ? null : `recorded Bitcoin blocks are not at ${bitcoinFolder}`;

/** Mainnet's blocks 0 to 438. */
export function readFirstBlocks(): ChainBlock[] {
  const file = new Uint8Array(readFileSync(firstBlocks));
  const blocks: ChainBlock[] = [];
  for (let at = 0; at < file.length; ) {
    const length = new DataView(file.buffer, file.byteOffset + at + 4).getUint32(0, true);
    blocks.push(blockFromUtxoBytes(file.subarray(at + 8, at + 8 + length), blocks.length, nativeCrypto));
    at += 8 + length;
  }
  return blocks;
}

export function readBlockOf2021(): ChainBlock {
  return blockFromUtxoBytes(new Uint8Array(readFileSync(blockOf2021)), BLOCK_OF_2021_HEIGHT, nativeCrypto);
}

export interface Bitcoin {
  /** Lowest first; gaps allowed. */
  write(blocks: readonly ChainBlock[], announce?: boolean): Promise<void>;
  close(): Promise<void>;
}

/** A network of Bitcoin's rules in a database, written without a source. */
export async function openBitcoin(databaseUrl: string, network = "bitcoin"): Promise<Bitcoin> {
  const database = new Database(databaseUrl);
  await database.declare([network]);
  const store = database.network(network);
  const facts = { engine: "pow", rules: BITCOIN, chainId: 0, genesisHash: null, validators: [] };
  await store.state({ ...facts, ledger: "utxo", blockIntervalMs: 600_000, live: false });
  const index = new ChainIndex(store, facts, createLog("test", "silent"));
  return {
    async write(blocks, announce = false) {
      async function* stream() {
        yield* blocks.map((block) => ({ ...block, accounts: [] }));
      }
      const before = await store.canonicalAt((blocks[0]?.height ?? 0) - 1);
      for await (const batch of index.batches(stream(), before, false))
        await store.commit({ prevHead: null, revertTo: null, blocks: batch, kind: "recording", announce, lagMs: null });
    },
    close: () => database.close(),
  };
}
