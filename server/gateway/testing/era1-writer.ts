/** Writes an era1 archive from blocks with receipts: none is among the recorded files. */
import snappy from "snappy";
import { type ChainBlock, decodeHeader } from "#server/chain";
import { accumulatorRoot, type HeaderRecord, littleEndian } from "../recording/accumulator";
import { crc32c } from "../recording/crc32c";
import { E2STORE_TYPES } from "../recording/e2store";

const FRAME_BYTES = 65_536;

function record(type: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(type, 0);
  head.writeUInt32LE(content.length, 2);
  return Buffer.concat([head, content]);
}

const NAME = Buffer.from([0xff, 6, 0, 0, ...Buffer.from("sNaPpY")]);
/** By the framing's specification, all of these are passed over. */
const PASSED_OVER = [Buffer.from([0xfe, 3, 0, 0, 0, 0, 0]), Buffer.from([0x80, 1, 0, 0, 7]), NAME];

function framed(content: Uint8Array, { plain: uncompressed = false, padded = false }: ArchiveOptions): Buffer {
  const frames: Uint8Array[] = [NAME, ...(padded ? PASSED_OVER : [])];
  for (let at = 0; at < content.length; at += FRAME_BYTES) {
    const plain = content.subarray(at, at + FRAME_BYTES);
    const packed = uncompressed ? Buffer.from(plain) : snappy.compressSync(Buffer.from(plain));
    const crc = crc32c(plain);
    const head = Buffer.alloc(8);
    head[0] = uncompressed ? 1 : 0;
    head.writeUIntLE(packed.length + 4, 1, 3);
    head.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0, 4);
    frames.push(head, packed);
  }
  return Buffer.concat(frames);
}

export interface ArchivedBlock {
  readonly block: ChainBlock;
  /** RLP. */
  readonly body: Uint8Array;
  /** RLP. */
  readonly receipts: Uint8Array;
}

export interface ArchiveOptions {
  /** Content stands in uncompressed frames. */
  readonly plain?: boolean;
  /** Streams hold padding, skippable frames and their name twice. */
  readonly padded?: boolean;
  /** Records of types that nobody knows stand before the accumulator. */
  readonly others?: boolean;
}

export function writeEra1(
  blocks: readonly ArchivedBlock[],
  difficultyBefore: bigint,
  options: ArchiveOptions = {},
): Buffer {
  const parts: Buffer[] = [record(E2STORE_TYPES.version, new Uint8Array(0))];
  const offsets: number[] = [];
  const records: HeaderRecord[] = [];
  let written = 8;
  const push = (part: Buffer) => {
    parts.push(part);
    written += part.length;
  };
  let totalDifficulty = difficultyBefore;
  for (const { block, body, receipts } of blocks) {
    totalDifficulty += decodeHeader(block.header).difficulty;
    offsets.push(written);
    records.push({ hash: block.hash, totalDifficulty });
    push(record(E2STORE_TYPES.header, framed(block.header, options)));
    push(record(E2STORE_TYPES.body, framed(body, options)));
    push(record(E2STORE_TYPES.receipts, framed(receipts, options)));
    push(record(E2STORE_TYPES.totalDifficulty, littleEndian(totalDifficulty)));
  }
  if (options.others) for (const type of [0x20, 0x99]) push(record(type, Buffer.from("whatever")));
  push(record(E2STORE_TYPES.accumulator, accumulatorRoot(records)));
  const index = Buffer.alloc(8 * (offsets.length + 2));
  index.writeBigInt64LE(BigInt(blocks[0]?.block.height ?? 0), 0);
  for (const [at, offset] of offsets.entries()) index.writeBigInt64LE(BigInt(offset - written), 8 * (at + 1));
  index.writeBigInt64LE(BigInt(offsets.length), 8 * (offsets.length + 1));
  push(record(E2STORE_TYPES.blockIndex, index));
  return Buffer.concat(parts);
}
