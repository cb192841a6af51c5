import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StorageError } from "../record";
import { Wal, type WalRecord } from "./index";
import { recordBytes } from "./record";
import { SEGMENT_HEADER_BYTES, segmentName } from "./segment";
import { CrashDisk } from "./testing/crash-disk";

const FOLDER = "/wal";
const owner = { nodeId: "alpha-1", genesisHash: new Uint8Array(32).fill(7) };
const path = (number: number) => `${FOLDER}/${segmentName(number)}`;
const recordOf = (index: number, data: Uint8Array): WalRecord => ({ kind: "entry", term: 3, index, data });
const bytesOf = (disk: CrashDisk, number: number) => Buffer.from(disk.contentOf(path(number)).visible);

async function written(batches: readonly (readonly Uint8Array[])[], segmentBytesMax = 1 << 20): Promise<CrashDisk> {
  const disk = new CrashDisk();
  const { wal } = await Wal.open(FOLDER, { owner, disk, segmentBytesMax });
  let index = 0;
  for (const batch of batches) await wal.append(batch.map((data) => recordOf(index++, data)));
  await wal.close();
  return disk;
}

function withFile(disk: CrashDisk, number: number, bytes: Uint8Array): CrashDisk {
  const copy = disk.afterKill();
  copy.names.set(path(number), { visible: Buffer.from(bytes), durable: Buffer.from(bytes) });
  return copy;
}

const reopen = (disk: CrashDisk) => Wal.open(FOLDER, { owner, disk });

/** The error, after a look that nothing was changed. */
async function refusal(disk: CrashDisk): Promise<StorageError> {
  const before = new Map([...disk.names].map(([name, { visible }]) => [name, visible.toString("hex")]));
  const error = await reopen(disk).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StorageError)) throw new Error(`expected a StorageError, got ${error}`);
  expect(new Map([...disk.names].map(([name, { visible }]) => [name, visible.toString("hex")]))).toEqual(before);
  return error;
}

const datas = [10, 0, 700, 32, 900].map((length) => Uint8Array.from({ length }, (_, i) => (i * 7 + length) % 256));
const batches = datas.map((data) => [data]);
/** Where each record ends in the segment. */
const ends = datas.map((_, place) =>
  datas.slice(0, place + 1).reduce((sum, data) => sum + recordBytes(recordOf(0, data)), SEGMENT_HEADER_BYTES),
);

describe("a segment cut short", () => {
  it("at any byte gives back what stands whole before the cut, and says what is gone", async () => {
    const disk = await written(batches);
    const whole = bytesOf(disk, 1);
    expect(ends.at(-1)).toBe(whole.length);
    for (let length = SEGMENT_HEADER_BYTES; length <= whole.length; length++) {
      const cutDisk = withFile(disk, 1, whole.subarray(0, length));
      const { wal, records, cut } = await reopen(cutDisk);
      const kept = ends.filter((end) => end <= length).length;
      const keptBytes = ends[kept - 1] ?? SEGMENT_HEADER_BYTES;
      expect(records).toHaveLength(kept);
      expect(Buffer.concat(records.map(({ data }) => data)).equals(Buffer.concat(datas.slice(0, kept)))).toBe(true);
      const bytes = length - keptBytes;
      expect(cut).toEqual(bytes === 0 ? null : { file: path(1), offset: keptBytes, bytes });
      await wal.append([recordOf(99, Uint8Array.of(1))]);
      await wal.close();
      const again = await reopen(cutDisk.afterPowerCut(always(false)));
      expect(again.cut).toBeNull();
      expect(again.records.map(({ index }) => index)).toEqual([...records.map(({ index }) => index), 99]);
    }
  });

  it("is damage when a later segment knows how long it was", async () => {
    const disk = await written(batches, 1_000);
    const whole = bytesOf(disk, 2);
    for (const length of [whole.length - 1, whole.length - 32, SEGMENT_HEADER_BYTES]) {
      expect(await refusal(withFile(disk, 2, whole.subarray(0, length)))).toMatchObject({ code: "damaged" });
    }
  });
});

describe("a changed byte", () => {
  it("anywhere in any segment is reported with its place, and nothing is touched", async () => {
    const disk = await written(batches, 1_000);
    const segments = disk.names.size;
    expect(segments).toBeGreaterThan(2);
    for (let number = 1; number <= segments; number++) {
      const whole = bytesOf(disk, number);
      for (let at = 0; at < whole.length; at++) {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
        const error = await refusal(withFile(disk, number, changed));
        expect(error).toMatchObject({ code: "damaged", place: { file: path(number) } });
        expect(error.message).toContain(path(number));
        expect(error.place?.offset).toBeLessThanOrEqual(at);
      }
    }
  });

  it("is reported whatever was written and whatever it became", async () => {
    const data = fc.oneof(
      fc.uint8Array({ maxLength: 90 }),
      fc.record({ zeros: fc.nat(1_400), rest: fc.uint8Array({ maxLength: 40 }) }).map(({ zeros, rest }) => {
        return Uint8Array.from([...new Uint8Array(zeros), ...rest]);
      }),
    );
    const property = fc.asyncProperty(
      fc.array(fc.array(data, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (made, place, mask) => {
        const disk = await written(made);
        const { records } = await reopen(disk);
        expect(Buffer.concat(records.map((record) => record.data)).equals(Buffer.concat(made.flat()))).toBe(true);
        const changed = bytesOf(disk, 1);
        const at = place % changed.length;
        changed[at] = (changed[at] ?? 0) ^ mask;
        expect(await refusal(withFile(disk, 1, changed))).toMatchObject({ code: "damaged" });
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});

describe("sectors that never reached the disk", () => {
  const zeroed = (bytes: Buffer, from: number, to: number) => Buffer.from(bytes).fill(0, from, to);

  it("are a torn tail in the last write, even where its end is there", async () => {
    const disk = await written([[datas[0] ?? new Uint8Array()], datas]);
    const whole = bytesOf(disk, 1);
    const torn = zeroed(whole, 576, 1_024);
    const { records, cut } = await reopen(withFile(disk, 1, torn));
    expect(records.map(({ index }) => index)).toEqual([0]);
    expect(cut).toMatchObject({ offset: 576, bytes: whole.length - 576 });
  });

  it("are damage below what a later record knows to have been flushed", async () => {
    const disk = await written([[datas[0] ?? new Uint8Array()], datas, [Uint8Array.of(1)]]);
    const error = await refusal(withFile(disk, 1, zeroed(bytesOf(disk, 1), 576, 1_024)));
    expect(error).toMatchObject({ code: "damaged", place: { file: path(1), offset: 576 } });
  });

  it("are damage in a segment that another one follows", async () => {
    const disk = await written(batches, 1_000);
    const whole = bytesOf(disk, 1);
    expect(disk.names.size).toBeGreaterThan(1);
    const error = await refusal(withFile(disk, 1, zeroed(whole, SEGMENT_HEADER_BYTES, whole.length)));
    expect(error).toMatchObject({ code: "damaged", place: { file: path(1), offset: SEGMENT_HEADER_BYTES } });
  });

  it("beyond the end, as when a file grew and its data did not come, are cut", async () => {
    const disk = await written(batches);
    const whole = bytesOf(disk, 1);
    const { records, cut } = await reopen(withFile(disk, 1, Buffer.concat([whole, Buffer.alloc(5_000)])));
    expect(records).toHaveLength(datas.length);
    expect(cut).toEqual({ file: path(1), offset: whole.length, bytes: 5_000 });
  });
});

describe("a segment that is missing", () => {
  it("between others is reported", async () => {
    const disk = await written(batches, 1_000);
    const copy = disk.afterKill();
    copy.names.delete(path(2));
    expect(await refusal(copy)).toMatchObject({ code: "damaged", message: expect.stringContaining("segment 2") });
  });

  it("at the beginning is reported", async () => {
    const disk = await written(batches, 1_000);
    const copy = disk.afterKill();
    copy.names.delete(path(1));
    expect(await refusal(copy)).toMatchObject({ code: "damaged", message: expect.stringContaining("segment 1") });
  });

  it("or under another's name is reported", async () => {
    const disk = await written(batches, 1_000);
    expect(await refusal(withFile(disk, 2, bytesOf(disk, 3)))).toMatchObject({ code: "damaged" });
  });
});

/** A power cut that keeps everything, or nothing, of what was not flushed. */
function always(kept: boolean) {
  return {
    ...{ next: () => 0, between: (min: number, max: number) => (kept ? max : min), chance: () => kept },
    pick: <T>(items: readonly T[]): T => {
      const [item] = items;
      if (item === undefined) throw new RangeError("nothing to pick from");
      return item;
    },
    stream: () => always(kept),
  };
}
