/**
 * Genesis files that lie among a recording's blocks, and the block that such a file makes: an export begins with block 1, and
 * block 0 follows from the file alone, its state root included.
 */
import {
  blockSize,
  type ChainBlock,
  encodeHeader,
  type ForeignGenesis,
  GenesisError,
  parseForeignGenesis,
} from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import { ByteFile } from "./byte-file";
import { RecordingError } from "./errors";
import type { BlockSource, FoundBlock } from "./source";

/** Allocations of public test chains reach some tens of megabytes. */
const GENESIS_BYTES_MAX = 128 * 1024 * 1024;
/** A genesis file names its configuration or its allocation near its beginning; a block has neither. */
const LOOKED_AT_BYTES = 65_536;
const MARKS = /"(config|alloc)"\s*:\s*\{/;

export interface GenesisFile {
  readonly file: string;
  readonly genesis: ForeignGenesis;
}

export interface Sorted {
  readonly blocks: string[];
  readonly genesisFiles: GenesisFile[];
  readonly faults: RecordingError[];
}

export interface Given {
  readonly genesis: ForeignGenesis;
  /** As it was given, or its file. */
  readonly name: string;
}

/** Refused, but a recording may be read without it. */
export class OtherGenesisError extends RecordingError {}

/** What becomes of a genesis file among the blocks. */
export function fateOf(file: string, given: Given | null, all: readonly GenesisFile[]): string {
  if (given?.name === file) return "taken as this chain's";
  if (given) return "left aside, since another is given";
  return all.length > 1 ? "left aside, since there are several: one can be named with --genesis" : "left aside";
}

/** Tells genesis files from those that may hold blocks. */
export function sortFiles(files: readonly string[]): Sorted {
  const sorted: Sorted = { blocks: [], genesisFiles: [], faults: [] };
  for (const file of files) {
    try {
      const genesis = readGenesis(file);
      if (genesis) sorted.genesisFiles.push({ file, genesis });
      else sorted.blocks.push(file);
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      sorted.faults.push(error);
    }
  }
  return sorted;
}

/** Null where it is no genesis file. @throws RecordingError where it is one that can't be used, or can't be read at all */
function readGenesis(file: string): ForeignGenesis | null {
  const bytes = new ByteFile(file);
  try {
    const start = Buffer.from(bytes.peek(0, LOOKED_AT_BYTES)).toString("latin1");
    if (bytes.size > GENESIS_BYTES_MAX || !/^\s*\{/.test(start) || !MARKS.test(start)) return null;
    const json: unknown = JSON.parse(Buffer.from(bytes.read(0, bytes.size)).toString("utf8"));
    const fields = typeof json === "object" && json !== null ? json : {};
    return "config" in fields || "alloc" in fields ? parseForeignGenesis(json, nativeCrypto) : null;
  } catch (error) {
    // What is not JSON is refused by whoever looks for blocks in it, with its place.
    if (error instanceof SyntaxError) return null;
    if (error instanceof GenesisError) throw new RecordingError(file, error.message, { offset: 0, cause: error });
    throw error;
  } finally {
    bytes.close();
  }
}

/** The one block that a genesis file makes. */
export class GenesisSource implements BlockSource {
  readonly #block: ChainBlock;

  private constructor(
    readonly file: string,
    block: ChainBlock,
  ) {
    this.#block = block;
  }

  /** Null where only the hash is known, as of public chains. */
  static of(genesis: ForeignGenesis, file: string): GenesisSource | null {
    const { header, hash } = genesis;
    if (!header) return null;
    const block: ChainBlock = {
      hash,
      height: header.number,
      parentHash: header.parentHash,
      time: new Date(header.timestamp * 1000),
      header: encodeHeader(header),
      transactions: [],
      receipts: [],
      unavailable: [],
      size: 0,
      final: false,
      discrepancies: [],
      withdrawals: header.withdrawalsRoot === undefined ? undefined : Uint8Array.of(0xc0),
      uncles: [],
    };
    return new GenesisSource(file, { ...block, size: blockSize(block) });
  }

  *scan(): Generator<FoundBlock> {
    const { height, hash, parentHash } = this.#block;
    yield {
      offset: 0,
      length: 0,
      height,
      hash,
      parentHash,
      work: 0,
      header: null,
      utxoRules: null,
      transactionIds: [],
      chainId: 0,
      discrepancies: [],
      sequential: false,
    };
  }

  read(): ChainBlock {
    return { ...this.#block };
  }

  indexOf(): number {
    return -1;
  }

  close(): void {}
}
