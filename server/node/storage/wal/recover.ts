/**
 * Reads a log's folder: looks at everything first and changes nothing where something is wrong. A tail that was never
 * written whole is cut and said; anything else that is no record is damage, told with file and offset and never skipped.
 */
import { join } from "node:path";
import { StorageError } from "../record";
import type { WalDisk, WalFile } from "./disk";
import { durableUpTo, readRecord } from "./record";
import {
  createSegment,
  encodeHeader,
  readHeader,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
  segmentName,
  segmentNumber,
  UNFINISHED,
} from "./segment";
import { addTo, emptySegment, type Segment } from "./segments";
import type { WalCut, WalOwner, WalRecord } from "./types";

export interface Recovered {
  /** Oldest first; the last one is written on. */
  readonly segments: Segment[];
  readonly file: WalFile;
  readonly records: readonly WalRecord[];
  readonly cut: WalCut | null;
}

/** @throws StorageError `damaged`, `otherNode`, `otherChain` or `otherVersion` */
export async function recover(disk: WalDisk, folder: string, owner: WalOwner): Promise<Recovered> {
  const names = await disk.list(folder);
  const numbers = names.flatMap((name) => segmentNumber(name) ?? []).sort((a, b) => a - b);
  const found: FoundSegment[] = [];
  for (const number of numbers) found.push(await readSegment(disk, folder, number, owner));
  const needed = checkChain(found);
  const { segments, records, cut } = readRecords(needed);

  for (const name of names) if (UNFINISHED.test(name)) await disk.remove(join(folder, name));
  const left = found.filter((segment) => !needed.includes(segment));
  for (const { path } of left) await disk.remove(path);
  const last = needed.at(-1);
  if (last === undefined) {
    const header = encodeHeader({ number: 1, first: 1, previousBytes: 0 }, owner);
    const file = await createSegment(disk, folder, header, new Uint8Array(0), 1);
    return { segments: [emptySegment(1, SEGMENT_HEADER_BYTES)], file, records, cut };
  }
  const file = await disk.open(last.path);
  if (cut !== null) await file.truncate(cut.offset);
  // What a killed process wrote may be in the page cache alone, and is about to be acted on.
  await file.sync();
  await disk.syncFolder(folder);
  return { segments, file, records, cut };
}

interface FoundSegment {
  readonly path: string;
  readonly bytes: Buffer;
  readonly header: SegmentHeader;
}

async function readSegment(disk: WalDisk, folder: string, number: number, owner: WalOwner): Promise<FoundSegment> {
  const path = join(folder, segmentName(number));
  const read = await disk.read(path);
  const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
  const header = readHeader(bytes, path, owner);
  if (header.number !== number) throw damaged(path, 8, `it says that it is segment ${header.number}`);
  return { path, bytes, header };
}

/** @returns the segments that are still needed, all of them there and none cut short */
function checkChain(found: readonly FoundSegment[]): FoundSegment[] {
  const first = found.at(-1)?.header.first ?? 0;
  const needed = found.filter(({ header }) => header.number >= first);
  let previous: FoundSegment | null = null;
  for (const segment of needed) {
    const { number, previousBytes } = segment.header;
    const expected: number = previous === null ? first : previous.header.number + 1;
    if (number !== expected) throw damaged(segment.path, 0, `segment ${expected} before it is missing`);
    if (previous !== null && previous.bytes.length !== previousBytes) {
      const what = `it ends here, and ${previousBytes} bytes were written, as the next segment says`;
      throw damaged(previous.path, previous.bytes.length, what);
    }
    previous = segment;
  }
  return needed;
}

function readRecords(needed: readonly FoundSegment[]): Omit<Recovered, "file"> {
  const segments: Segment[] = [];
  const records: WalRecord[] = [];
  let cut: WalCut | null = null;
  for (const { path, bytes, header } of needed) {
    const segment = emptySegment(header.number, bytes.length);
    segments.push(segment);
    for (let offset = SEGMENT_HEADER_BYTES; offset < bytes.length; ) {
      const reading = readRecord(bytes, offset);
      if (reading.type === "record") {
        records.push(reading.record);
        addTo(segment, [reading.record]);
        offset = reading.next;
        continue;
      }
      const isLast = header.number === needed.at(-1)?.header.number;
      if (!isLast || reading.written || durableUpTo(bytes, offset) > offset) throw damaged(path, offset, reading.what);
      cut = { file: path, offset, bytes: bytes.length - offset };
      segment.bytes = offset;
      break;
    }
  }
  return { segments, records, cut };
}

function damaged(file: string, offset: number, what: string): StorageError {
  // Who forgets its vote may vote again: the folder must not just be removed.
  const advice =
    "Nothing was changed. Restore the file; or remove the node from the members, clear its data and add it anew.";
  return new StorageError("damaged", `${file} is damaged at byte ${offset}: ${what}. ${advice}`, { file, offset });
}
