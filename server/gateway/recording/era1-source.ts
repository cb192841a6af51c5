/**
 * `.era1` archives: up to 8,192 blocks of before the merge, with receipts and total difficulties, closed by an accumulator over
 * all of them and an index of where they lie. What these state twice is compared: each block's total difficulty with the one
 * before, the accumulator with what the blocks give, the index with the places.
 */
import {
  blockFromParts,
  type ChainBlock,
  type ChainDiscrepancy,
  decodeHeader,
  type Header,
  receiptsFromRlp,
} from "#server/chain";
import { equalBytes, fromBigEndian, to0x, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { accumulatorRoot, type HeaderRecord } from "./accumulator";
import type { ByteFile } from "./byte-file";
import type { Place } from "./compact-index";
import { type E2Record, E2STORE_TYPES, readRecord, recordContent, recordEnd, uncompressed } from "./e2store";
import { RecordingError } from "./errors";
import { atOffset, chainIdOf } from "./rlp-source";
import type { BlockSource, FoundBlock, SourceContext } from "./source";

const NAMED: ReadonlySet<number> = new Set(Object.values(E2STORE_TYPES));
/** `<network>-<epoch>-<first bytes of the accumulator>.era1`. */
const NAME = /-\d{5}-([0-9a-f]{8})\.era1$/;

interface Entry {
  readonly header: E2Record;
  readonly body: E2Record;
  readonly receipts: E2Record;
  readonly totalDifficulty: E2Record;
}

export class Era1Source implements BlockSource {
  readonly file: string;

  constructor(
    readonly bytes: ByteFile,
    readonly context: SourceContext,
  ) {
    this.file = bytes.path;
  }

  /** The last block waits for the accumulator, so that it can carry what that says. */
  *scan(): Generator<FoundBlock> {
    const records: HeaderRecord[] = [];
    const offsets: number[] = [];
    let held: FoundBlock | null = null;
    let before: bigint | null = null;
    let offset = recordEnd(readRecord(this.bytes, 0));
    try {
      for (;;) {
        offset = this.#passOthers(offset);
        if (offset >= this.bytes.size || readRecord(this.bytes, offset).type !== E2STORE_TYPES.header) break;
        const entry = this.#entry(offset);
        const block = this.#decode(entry);
        const header = decodeHeader(block.header);
        const total = this.#totalDifficulty(entry);
        records.push({ hash: block.hash, totalDifficulty: total });
        offsets.push(offset);
        if (held) yield held;
        held = this.#found(entry, block, header, totalMismatch(before, header, total));
        before = total;
        offset = recordEnd(entry.totalDifficulty);
      }
      const mismatch = this.#accumulator(offset, records);
      if (held && mismatch) held = { ...held, discrepancies: [...held.discrepancies, mismatch] };
    } finally {
      if (held) yield held;
    }
    this.#checkIndex(offset, held ? (held.height ?? 0) - records.length + 1 : 0, offsets);
  }

  /** Records of types that the format does not name may stand between blocks, and are passed over. */
  #passOthers(from: number): number {
    for (let offset = from; offset < this.bytes.size; ) {
      const record = readRecord(this.bytes, offset);
      if (NAMED.has(record.type)) return offset;
      this.context.digest(this.bytes.peek(offset, recordEnd(record) - offset));
      offset = recordEnd(record);
    }
    return this.bytes.size;
  }

  #found(entry: Entry, block: ChainBlock, header: Header, mismatch: ChainDiscrepancy | null): FoundBlock {
    const { offset } = entry.header;
    return {
      offset,
      length: recordEnd(entry.totalDifficulty) - offset,
      height: block.height,
      hash: block.hash,
      parentHash: block.parentHash,
      work: 0,
      header,
      utxoRules: null,
      transactionIds: block.transactions.map(({ raw }) => nativeCrypto.keccak256(raw)),
      chainId: this.context.wantsChainId() ? chainIdOf(block) : 0,
      discrepancies: mismatch ? [mismatch] : [],
      sequential: true,
    };
  }

  #entry(offset: number): Entry {
    const header = this.#expect(offset, E2STORE_TYPES.header, "a header");
    const body = this.#expect(recordEnd(header), E2STORE_TYPES.body, "a body");
    const receipts = this.#expect(recordEnd(body), E2STORE_TYPES.receipts, "receipts");
    const totalDifficulty = this.#expect(recordEnd(receipts), E2STORE_TYPES.totalDifficulty, "a total difficulty");
    return { header, body, receipts, totalDifficulty };
  }

  #expect(offset: number, type: number, what: string): E2Record {
    const record = readRecord(this.bytes, offset);
    if (record.type !== type)
      throw new RecordingError(this.file, `a record of type 0x${record.type.toString(16)}, expected ${what}`, {
        offset,
      });
    this.context.digest(this.bytes.peek(offset, recordEnd(record) - offset));
    return record;
  }

  #decode({ header, body, receipts }: Entry): ChainBlock {
    try {
      const headerRlp = uncompressed(this.bytes, header);
      const decoded = decodeHeader(headerRlp);
      const rules = this.context.rulesFor(decoded);
      const block = blockFromParts(headerRlp, uncompressed(this.bytes, body), rules, nativeCrypto);
      block.receipts = receiptsFromRlp(uncompressed(this.bytes, receipts), block.transactions, decoded, nativeCrypto);
      block.unavailable = [];
      return block;
    } catch (error) {
      throw atOffset(error, this.file, header.offset);
    }
  }

  /** 256 bits, little-endian. */
  #totalDifficulty({ totalDifficulty }: Entry): bigint {
    return fromBigEndian(recordContent(this.bytes, totalDifficulty).reverse());
  }

  #accumulator(offset: number, records: readonly HeaderRecord[]): ChainDiscrepancy | null {
    const stated = recordContent(this.bytes, this.#expect(offset, E2STORE_TYPES.accumulator, "an accumulator"));
    const computed = accumulatorRoot(records);
    if (to0x(stated) === to0x(computed)) return this.#nameMismatch(computed);
    return { check: "hash", field: "the archive's accumulator", stated: to0x(stated), computed: to0x(computed) };
  }

  #nameMismatch(root: Uint8Array): ChainDiscrepancy | null {
    const named = NAME.exec(this.file)?.[1];
    const short = toHex(root).slice(0, 8);
    if (named === undefined || named === short) return null;
    return {
      check: "hash",
      field: "the archive's accumulator, against its file's name",
      stated: `0x${named}`,
      computed: `0x${short}`,
    };
  }

  /** First height, the distance of each block from the index, their number: 8 bytes each, little-endian. */
  #checkIndex(accumulatorAt: number, first: number, offsets: readonly number[]): void {
    const record = this.#expect(
      recordEnd(readRecord(this.bytes, accumulatorAt)),
      E2STORE_TYPES.blockIndex,
      "an index of blocks",
    );
    const content = recordContent(this.bytes, record);
    const view = new DataView(content.buffer, content.byteOffset, content.length);
    const stated = Array.from({ length: Math.floor(content.length / 8) }, (_, at) =>
      Number(view.getBigInt64(8 * at, true)),
    );
    const computed = [first, ...offsets.map((offset) => offset - record.offset), offsets.length];
    const wrong = computed.findIndex((value, at) => stated[at] !== value);
    if (wrong !== -1 || content.length !== 8 * computed.length)
      throw new RecordingError(
        this.file,
        `the index of blocks says ${stated[wrong] ?? "nothing"} where ${computed[wrong] ?? "nothing"} is found`,
        { offset: record.offset + 8 + 8 * Math.max(0, wrong) },
      );
    if (recordEnd(record) !== this.bytes.size)
      throw new RecordingError(this.file, "bytes after the index of blocks", { offset: recordEnd(record) });
  }

  read({ offset }: Place): ChainBlock {
    return this.#decode(this.#entry(offset));
  }

  indexOf(block: ChainBlock, hash: Uint8Array): number {
    return block.transactions.findIndex(({ raw }) => equalBytes(nativeCrypto.keccak256(raw), hash));
  }

  close(): void {
    this.bytes.close();
  }
}

function totalMismatch(before: bigint | null, { difficulty }: Header, stated: bigint): ChainDiscrepancy | null {
  if (before === null || before + difficulty === stated) return null;
  return { check: "hash", field: "total difficulty", stated: String(stated), computed: String(before + difficulty) };
}
