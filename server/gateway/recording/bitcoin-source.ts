/**
 * Blocks of Bitcoin: files as Bitcoin Core writes them (a network's magic, the length, the block, in the order of arrival, with
 * zeros where space was reserved), or one raw block a file. Heights stand nowhere but in later coinbases: links give them.
 */
import {
  BITCOIN,
  blockFromUtxoBytes,
  type ChainBlock,
  coinbaseHeight,
  decodeUtxoHeader,
  decodeUtxoTransaction,
  splitUtxoBlock,
  utxoBlockHash,
  utxoTransactionId,
  workOf,
} from "#server/chain";
import { equalBytes } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { ByteFile } from "./byte-file";
import type { Place } from "./compact-index";
import { networkOfMagic } from "./detect";
import { RecordingError } from "./errors";
import { atOffset } from "./rlp-source";
import type { BlockSource, FoundBlock, SourceContext } from "./source";

const FRAME_BYTES = 8;
const ZEROS_AT_ONCE = 65_536;
const BLOCK_BYTES_MAX = 4_000_000;
/** Since then a block may state its height (BIP-34). */
const VERSION_WITH_HEIGHT = 2;
/** The one difficulty of regtest; a raw block that states another is taken for mainnet's. */
const REGTEST_BITS = 0x207fffff;

export class BitcoinSource implements BlockSource {
  readonly file: string;

  constructor(
    readonly bytes: ByteFile,
    readonly context: SourceContext,
    /** Whether blocks stand in frames; else the file is one block. */
    readonly framed: boolean,
  ) {
    this.file = bytes.path;
  }

  *scan(): Generator<FoundBlock> {
    if (!this.framed) {
      yield this.#found(0, this.bytes.size, null);
      return;
    }
    let rules: string | null = null;
    for (let at = this.#skipZeros(0); at < this.bytes.size; at = this.#skipZeros(at)) {
      const frame = this.bytes.peek(at, FRAME_BYTES);
      const network = networkOfMagic(frame);
      if (network === null || (rules !== null && network !== rules))
        throw new RecordingError(this.file, `${network ?? "no network"}'s magic, expected ${rules ?? "one"}'s`, {
          offset: at,
        });
      rules = network;
      const length = new DataView(frame.buffer, frame.byteOffset, FRAME_BYTES).getUint32(4, true);
      if (length > BLOCK_BYTES_MAX || at + FRAME_BYTES + length > this.bytes.size)
        throw new RecordingError(this.file, `a block of ${length} bytes reaches past the end`, { offset: at });
      yield this.#found(at + FRAME_BYTES, length, network);
      at += FRAME_BYTES + length;
    }
  }

  /** Where the next byte stands that is not zero. */
  #skipZeros(from: number): number {
    for (let at = from; at < this.bytes.size; at += ZEROS_AT_ONCE) {
      const chunk = this.bytes.peek(at, ZEROS_AT_ONCE);
      const index = chunk.findIndex((byte) => byte !== 0);
      if (index !== -1) return at + index;
    }
    return this.bytes.size;
  }

  #found(offset: number, length: number, rules: string | null): FoundBlock {
    const raw = this.bytes.peek(offset, length);
    this.context.digest(raw);
    try {
      const { header: headerBytes, transactions } = splitUtxoBlock(raw);
      const header = decodeUtxoHeader(headerBytes);
      const [coinbase] = transactions;
      const stated = header.version >= VERSION_WITH_HEIGHT && coinbase ? heightIn(coinbase) : null;
      return {
        offset,
        length,
        height: stated,
        hash: utxoBlockHash(headerBytes, nativeCrypto),
        parentHash: header.parentHash,
        work: Number(workOf(header.bits)),
        header: null,
        utxoRules: rules ?? (header.bits === REGTEST_BITS ? "bitcoin-regtest" : BITCOIN),
        transactionIds: transactions.map((transaction) => utxoTransactionId(transaction, nativeCrypto)),
        chainId: 0,
        discrepancies: [],
        sequential: false,
      };
    } catch (error) {
      throw atOffset(error, this.file, offset);
    }
  }

  read({ offset, length }: Place, height: number): ChainBlock {
    try {
      return blockFromUtxoBytes(this.bytes.read(offset, length), height, nativeCrypto);
    } catch (error) {
      throw atOffset(error, this.file, offset);
    }
  }

  indexOf(block: ChainBlock, hash: Uint8Array): number {
    return block.transactions.findIndex(({ raw }) => equalBytes(utxoTransactionId(raw, nativeCrypto), hash));
  }

  close(): void {
    this.bytes.close();
  }
}

function heightIn(coinbase: Uint8Array): number | null {
  return coinbaseHeight(decodeUtxoTransaction(coinbase, nativeCrypto));
}
