/** Blocks one after the other in RLP, as `geth export` writes them. */
import {
  blockFromRlp,
  type ChainBlock,
  DecodeError,
  decodeHeader,
  decodeTransaction,
  rlpItemBytes,
} from "#server/chain";
import { equalBytes } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { ByteFile } from "./byte-file";
import type { Place } from "./compact-index";
import { RecordingError } from "./errors";
import type { BlockSource, FoundBlock, SourceContext } from "./source";

/** No chain allows blocks near this size; a longer one is damage. */
const BLOCK_BYTES_MAX = 64 * 1024 * 1024;

export class RlpSource implements BlockSource {
  readonly file: string;

  constructor(
    readonly bytes: ByteFile,
    readonly context: SourceContext,
  ) {
    this.file = bytes.path;
  }

  *scan(): Generator<FoundBlock> {
    for (let offset = 0; offset < this.bytes.size; ) {
      const length = this.#extent(offset);
      const raw = this.bytes.peek(offset, length);
      this.context.digest(raw);
      const block = this.#decode(raw, offset);
      const header = decodeHeader(block.header);
      yield {
        offset,
        length,
        height: block.height,
        hash: block.hash,
        parentHash: block.parentHash.slice(),
        work: 0,
        header,
        utxoRules: null,
        transactionIds: block.transactions.map((transaction) => nativeCrypto.keccak256(transaction.raw)),
        chainId: this.context.wantsChainId() ? chainIdOf(block) : 0,
        discrepancies: [],
        sequential: true,
      };
      offset += length;
    }
  }

  #extent(offset: number): number {
    try {
      const length = rlpItemBytes(this.bytes.peek(offset, 9), "block");
      if (length > BLOCK_BYTES_MAX || offset + length > this.bytes.size)
        throw new RecordingError(this.file, `a block of ${length} bytes reaches past the end`, { offset });
      return length;
    } catch (error) {
      throw atOffset(error, this.file, offset);
    }
  }

  #decode(raw: Uint8Array, offset: number): ChainBlock {
    try {
      return blockFromRlp(raw, { rulesFor: (header) => this.context.rulesFor(header) }, nativeCrypto);
    } catch (error) {
      throw atOffset(error, this.file, offset);
    }
  }

  read({ offset, length }: Place): ChainBlock {
    return this.#decode(this.bytes.read(offset, length), offset);
  }

  indexOf(block: ChainBlock, hash: Uint8Array): number {
    return block.transactions.findIndex(({ raw }) => equalBytes(nativeCrypto.keccak256(raw), hash));
  }

  close(): void {
    this.bytes.close();
  }
}

/** A decoding error gets its place; others stay what they are. */
export function atOffset(error: unknown, file: string, offset: number): unknown {
  return error instanceof DecodeError ? new RecordingError(file, error.message, { offset, cause: error }) : error;
}

const NOBODY = new Uint8Array(20);

/** From the first transaction that names one; 0 where none does, or none can be decoded. */
export function chainIdOf(block: ChainBlock): number {
  for (const { raw } of block.transactions.slice(0, 8))
    try {
      const { chainId } = decodeTransaction(raw, { hash: NOBODY, sender: NOBODY }, nativeCrypto);
      if (chainId) return chainId;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
  return 0;
}
