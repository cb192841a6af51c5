/**
 * The archives' format, held against eth-clients/e2store-format-specs and go-ethereum's `internal/era`; their checks, and what is
 * kept of a damaged one. No archive is among the recorded files, so these are written here, from the specification.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromBigEndian, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { archive } from "../testing/archive";
import { recordedFile } from "../testing/recorded";
import { walkRecording } from "../testing/verify";
import { accumulatorRoot, littleEndian } from "./accumulator";
import { Recording } from "./recording";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chainglass-era1-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, bytes: Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const chain = recordedFile("evm-execution-apis/chain.rlp");

describe.skipIf(!chain)("an era1 archive", () => {
  it("is served with receipts, those of before Byzantium too", async () => {
    const recording = await Recording.open({ paths: [write("a.bin", archive(chain ?? "", 6))] });
    const walked = walkRecording(recording);
    expect([walked.failed, recording.faults, walked.blocks]).toEqual([[], [], 6]);
    expect(walked.last?.checks.receipts.status).toBe("ok");
    const receipt = recording.at(1)?.receipts[3];
    expect(receipt).toMatchObject({ outcome: { $case: "postState" }, gasUsed: 21_000 });
    expect(fromBigEndian(receipt?.effectiveGasPrice ?? new Uint8Array())).toBeGreaterThan(0n);
    recording.close();
  });

  it("shows every changed byte, by a failed check or by file and place", async () => {
    const whole = archive(chain ?? "", 3);
    const content = await contentOf(write("whole.era1", whole));
    const unnoticed: number[] = [];
    // A prime step visits every kind of record.
    for (let at = 8; at < whole.length; at += 37) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x11;
      const path = write("damaged.era1", damaged);
      // Snappy can say the same in several ways, as in runs of zeros: what uncompresses to the same is no damage.
      if (!(await isNoticed(path)) && (await contentOf(path)) !== content) unnoticed.push(at);
    }
    expect(unnoticed).toEqual([]);
  });
});

async function contentOf(path: string): Promise<string> {
  const recording = await Recording.open({ paths: [path] });
  const blocks = Array.from({ length: recording.length }, (_, position) => recording.at(position));
  recording.close();
  return JSON.stringify(blocks);
}

async function isNoticed(path: string): Promise<boolean> {
  try {
    const recording = await Recording.open({ paths: [path] });
    const { failed } = walkRecording(recording);
    recording.close();
    return recording.faults.length > 0 || failed.length > 0;
  } catch (error) {
    return error instanceof Error && error.message.startsWith(path);
  }
}

interface Place {
  readonly type: number;
  readonly offset: number;
  readonly length: number;
}

function records(bytes: Buffer): Place[] {
  const found: Place[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const length = bytes.readUInt32LE(offset + 2);
    found.push({ type: bytes.readUInt16LE(offset), offset, length });
    offset += 8 + length;
  }
  return found;
}

describe.skipIf(!chain)("an era1 archive by its specification", () => {
  it("is version, then header, body, receipts and total difficulty of each block, accumulator and index", () => {
    const whole = archive(chain ?? "", 2);
    // As bytes: 65 32, 03 00, 04 00, 05 00, 06 00, 07 00, 66 32.
    expect(records(whole).map(({ type }) => type)).toEqual([0x3265, 3, 4, 5, 6, 3, 4, 5, 6, 7, 0x3266]);
    const index = records(whole).at(-1);
    const base = index?.offset ?? 0;
    const read = (at: number) => Number(whole.readBigInt64LE(base + 8 + 8 * at));
    // Distances are counted from where the index's record begins.
    expect([read(0), base + read(1), base + read(2), read(3)]).toEqual([1, 8, records(whole)[5]?.offset, 2]);
  });

  it.each([
    ["uncompressed frames", { plain: true }],
    ["padding, skippable frames and a repeated name", { padded: true }],
    ["records of other types before the accumulator", { others: true }],
  ])("may have %s", async (_, options) => {
    const recording = await Recording.open({ paths: [write("varied.era1", archive(chain ?? "", 4, options))] });
    expect([recording.faults, walkRecording(recording).failed, recording.length]).toEqual([[], [], 4]);
    recording.close();
  });

  it("cut off anywhere is refused there, and the blocks before are kept", async () => {
    const whole = archive(chain ?? "", 4);
    const blocks = records(whole).filter(({ type }) => type === 3);
    for (const { offset, length } of records(whole).slice(1))
      for (const cut of [offset, offset + 4, offset + 8 + (length >> 1)]) {
        const path = write("cut.era1", whole.subarray(0, cut));
        const opened = await Recording.open({ paths: [path] }).catch((error: Error) => error);
        const complete = blocks.filter(
          (_, at) => (blocks[at + 1]?.offset ?? records(whole).at(-2)?.offset ?? 0) <= cut,
        ).length;
        if (opened instanceof Error) {
          expect([opened.message, complete]).toEqual([expect.stringContaining(`${path}: at byte `), 0]);
          continue;
        }
        expect([opened.length, opened.faults.length, opened.faults[0]?.file], `cut at ${cut}`).toEqual([
          complete,
          1,
          path,
        ]);
        const at = opened.faults[0]?.offset ?? -1;
        expect(at >= (blocks[complete]?.offset ?? 0) && at <= cut, `cut at ${cut}, refused at ${at}`).toBe(true);
        opened.close();
      }
  });

  it("shows a wrong total difficulty at its block, a wrong accumulator at the last, a wrong index by its place", async () => {
    const whole = archive(chain ?? "", 3);
    const [, , , , , , , , second] = records(whole);
    const [accumulator, index] = records(whole).slice(-2);
    const opened = async (at: number) => {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      return Recording.open({ paths: [write("wrong.era1", damaged)] });
    };
    const difficulty = await opened((second?.offset ?? 0) + 8);
    const failed = walkRecording(difficulty).failed.map(({ height, result }) => [height, result.detail]);
    // The one after it does not follow from it either; the accumulator covers all.
    expect(failed).toEqual([
      [2, "total difficulty"],
      [3, "total difficulty"],
    ]);
    const root = await opened((accumulator?.offset ?? 0) + 8);
    expect(walkRecording(root).failed.map(({ height, result }) => [height, result.detail])).toEqual([
      [3, "the archive's accumulator"],
    ]);
    const place = await opened((index?.offset ?? 0) + 8 + 16);
    expect(place.faults.map(({ offset }) => offset)).toEqual([(index?.offset ?? 0) + 8 + 16]);
    expect(place.length).toBe(3);
    for (const each of [difficulty, root, place]) each.close();
  });

  it("whose name states another accumulator says so", async () => {
    const whole = archive(chain ?? "", 3);
    const accumulator = records(whole).at(-2)?.offset ?? 0;
    const stated = whole.toString("hex", accumulator + 8, accumulator + 12);
    const right = await Recording.open({ paths: [write(`test-00000-${stated}.era1`, whole)] });
    const wrong = await Recording.open({ paths: [write("test-00000-5ec1ffb8.era1", whole)] });
    expect(walkRecording(right).failed).toEqual([]);
    expect(walkRecording(wrong).failed.map(({ result: { detail, stated: said } }) => [detail, said])).toEqual([
      ["the archive's accumulator, against its file's name", "0x5ec1ffb8"],
    ]);
    right.close();
    wrong.close();
  });
});

describe("the accumulator", () => {
  it.each([0, 1, 3, 8_192])("of %i records is SSZ's root over 8,192 leaves, with the length mixed in", (count) => {
    const made = Array.from({ length: count }, (_, at) => ({
      hash: nativeCrypto.sha256(Uint8Array.of(at & 255, at >> 8)),
      totalDifficulty: BigInt(at) << 70n,
    }));
    const join = (a: Uint8Array, b: Uint8Array) => nativeCrypto.sha256(Buffer.concat([a, b]));
    let level: Uint8Array[] = Array.from({ length: 8_192 }, (_, at) => {
      const record = made[at];
      return record ? join(record.hash, littleEndian(record.totalDifficulty)) : new Uint8Array(32);
    });
    while (level.length > 1)
      level = Array.from({ length: level.length / 2 }, (_, at) =>
        join(level[2 * at] ?? new Uint8Array(), level[2 * at + 1] ?? new Uint8Array()),
      );
    expect(toHex(accumulatorRoot(made))).toBe(toHex(join(level[0] ?? new Uint8Array(), littleEndian(BigInt(count)))));
  });

  it("does not take more", () => {
    const record = { hash: new Uint8Array(32), totalDifficulty: 1n };
    expect(() => accumulatorRoot(Array.from({ length: 8_193 }, () => record))).toThrow(/8193 blocks, .* at most 8192/);
  });
});
