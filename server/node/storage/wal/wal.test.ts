import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { realDisk, type WalDisk } from "./disk";
import { Wal, type WalOptions, type WalPolicy, type WalRecord } from "./index";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chainglass-wal-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const owner = { nodeId: "alpha-1", genesisHash: new Uint8Array(32).fill(7) };
const entry = (index: number, bytes = 100): WalRecord => ({
  ...{ kind: "entry", term: 5, index },
  data: new Uint8Array(bytes).fill(index),
});
const hardState = (term: number): WalRecord => ({ kind: "hardState", term, index: 0, data: Uint8Array.of(term) });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const indexes = (records: readonly WalRecord[]) =>
  records.flatMap(({ kind, index }) => (kind === "entry" ? index : []));

/** The real disk, with flushes that are counted and may be held up or refused. */
function watchedDisk(onSync: () => Promise<void>): WalDisk {
  const watch = async (opened: Promise<Awaited<ReturnType<WalDisk["open"]>>>) => {
    const file = await opened;
    return { ...file, sync: () => onSync().then(() => file.sync()) };
  };
  return { ...realDisk, create: (path) => watch(realDisk.create(path)), open: (path) => watch(realDisk.open(path)) };
}

describe("the write-ahead log on a real disk", () => {
  it.each(["sync", "group", "async"] satisfies WalPolicy[])("gives all records back in order: %s", async (policy) => {
    const { wal, records, cut } = await Wal.open(folder, { owner, policy, segmentBytesMax: 2_000 });
    expect([records, cut]).toEqual([[], null]);
    const given = [hardState(5), ...range(1, 60).map((index) => entry(index, index * 9))];
    const marks: WalRecord[] = [
      { kind: "vote", term: 2 ** 40, index: 2 ** 41, data: Uint8Array.of(1) },
      { kind: "mark", term: 0, index: 0, data: new Uint8Array(0) },
    ];
    await Promise.all([...given, ...marks].map((record) => wal.append([record])));
    expect(wal.stats()).toMatchObject({ appends: given.length + 2, bytesWaiting: 0 });
    await wal.close();
    const again = await Wal.open(folder, { owner, policy });
    expect(again.records).toEqual([...given, ...marks]);
    expect(again.wal.stats()).toMatchObject({ segments: readdirSync(folder).length, bytes: bytesIn(folder) });
    await again.wal.close();
  });

  it("flushes every append under sync, shares flushes under group, and is late by little under async", async () => {
    const flushes = async (policy: WalPolicy) => {
      let syncs = 0;
      const disk = watchedDisk(async () => {
        syncs++;
        await setTimeout(5);
      });
      const { wal } = await Wal.open(join(folder, policy), { owner, policy, disk });
      syncs = 0;
      await Promise.all(range(1, 20).map((index) => wal.append([entry(index)])));
      const first = syncs;
      await setTimeout(200);
      const later = syncs;
      await wal.close();
      return { first, later, inTheEnd: syncs };
    };
    expect(await flushes("sync")).toEqual({ first: 20, later: 20, inTheEnd: 20 });
    expect(await flushes("group")).toEqual({ first: 1, later: 1, inTheEnd: 1 });
    expect(await flushes("async")).toEqual({ first: 0, later: 1, inTheEnd: 1 });
  });

  it("lets appends that come while a flush runs share the next one", async () => {
    let syncs = 0;
    let release = () => {};
    const disk = watchedDisk(async () => {
      syncs++;
      if (syncs === 2) await new Promise<void>((resolve) => (release = resolve));
    });
    const { wal } = await Wal.open(folder, { owner, disk });
    const done: number[] = [];
    const append = (index: number) => wal.append([entry(index)]).then(() => done.push(index));
    const first = append(1);
    while (syncs < 2) await setTimeout(1);
    const others = [append(2), append(3), append(4)];
    await setTimeout(20);
    expect(done).toEqual([]);
    release();
    await Promise.all([first, ...others]);
    expect(done).toEqual([1, 2, 3, 4]);
    expect(syncs).toBe(3);
    await wal.close();
  });

  it("drops whole segments behind a snapshot, and never the last of what is not an entry", async () => {
    const options: WalOptions = { owner, segmentBytesMax: 1_000 };
    const { wal } = await Wal.open(folder, options);
    await wal.append([hardState(5)]);
    for (const index of range(1, 40)) await wal.append([entry(index)]);
    const before = wal.stats().segments;
    await wal.compact({ index: 30, keep: [] });
    expect(wal.stats().segments).toBe(before);
    await wal.compact({ index: 30, keep: [hardState(6)] });
    expect(wal.stats().segments).toBeLessThan(before / 2);
    await wal.append([entry(41)]);
    await wal.close();
    const again = await Wal.open(folder, options);
    const kept = indexes(again.records);
    expect(kept).toEqual(range(kept[0] ?? 0, 41));
    expect(kept[0]).toBeGreaterThan(20);
    expect(kept[0]).toBeLessThanOrEqual(30);
    expect(again.records.filter(({ kind }) => kind === "hardState")).toEqual([hardState(6)]);
    expect(again.wal.stats()).toMatchObject({ bytes: bytesIn(folder) });
    await again.wal.close();
  });

  it("finishes a compaction that was killed before its removals", async () => {
    const options: WalOptions = { owner, segmentBytesMax: 1_000 };
    const { wal } = await Wal.open(folder, options);
    for (const index of range(1, 40)) await wal.append([entry(index)]);
    const old = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
    await wal.compact({ index: 41, keep: [hardState(6)] });
    await wal.close();
    for (const [name, bytes] of old) writeFileSync(join(folder, name), bytes);
    writeFileSync(join(folder, "0000000099.wal.new"), "half a segment");
    const again = await Wal.open(folder, options);
    expect(again.records).toEqual([hardState(6)]);
    expect(readdirSync(folder)).toHaveLength(1);
    await again.wal.close();
  });

  it.each([
    ["otherNode", { ...owner, nodeId: "alpha-2" }, "belongs to node alpha-1, not to alpha-2"],
    ["otherChain", { ...owner, genesisHash: new Uint8Array(32).fill(8) }, "belongs to chain 0x0707"],
  ])("of another owner is refused and left as it is: %s", async (code, other, text) => {
    const { wal } = await Wal.open(folder, { owner });
    await wal.append([entry(1)]);
    await wal.close();
    const [name = ""] = readdirSync(folder);
    const before = readFileSync(join(folder, name));
    // Torn as well: even that is not mended for someone else.
    const torn = before.subarray(0, -5);
    writeFileSync(join(folder, name), torn);
    writeFileSync(join(folder, "0000000002.wal.new"), "half a segment");
    await expect(Wal.open(folder, { owner: other })).rejects.toMatchObject({
      ...{ code, message: expect.stringContaining(text), place: { file: join(folder, name) } },
    });
    expect(readFileSync(join(folder, name))).toEqual(torn);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it("writes nothing more once the disk refused a flush", async () => {
    let broken = false;
    const disk = watchedDisk(() =>
      broken ? Promise.reject(new Error("EIO: i/o error, fdatasync")) : Promise.resolve(),
    );
    const { wal } = await Wal.open(folder, { owner, disk });
    await wal.append([entry(1)]);
    broken = true;
    const failed = { code: "writeFailed", message: expect.stringContaining("EIO") };
    await expect(wal.append([entry(2)])).rejects.toMatchObject(failed);
    broken = false;
    await expect(wal.append([entry(3)])).rejects.toMatchObject(failed);
    await wal.close();
    const again = await Wal.open(folder, { owner });
    expect(indexes(again.records)).not.toContain(3);
    await again.wal.close();
  });

  it("refuses what waits beyond its limit, and nothing else", async () => {
    const { wal } = await Wal.open(folder, { owner, bytesWaitingMax: 3_000 });
    const settled = await Promise.allSettled(range(1, 5).map((index) => wal.append([entry(index, 1_000)])));
    expect(settled.map(({ status }) => status)).toEqual([
      ...["fulfilled", "fulfilled", "rejected", "rejected", "rejected"],
    ]);
    expect(settled[2]).toMatchObject({ reason: { code: "overloaded" } });
    // A record above the limit goes alone.
    await wal.append([entry(6, 5_000)]);
    await wal.close();
    await expect(wal.append([entry(7)])).rejects.toMatchObject({ code: "closed" });
    const again = await Wal.open(folder, { owner });
    expect(indexes(again.records)).toEqual([1, 2, 6]);
    await again.wal.close();
  });

  it("writes what waits before it closes", async () => {
    const { wal } = await Wal.open(folder, { owner, policy: "async" });
    const waiting = range(1, 30).map((index) => wal.append([entry(index)]));
    await wal.close();
    await Promise.all(waiting);
    const again = await Wal.open(folder, { owner });
    expect(indexes(again.records)).toEqual(range(1, 30));
    await again.wal.close();
  });
});

function bytesIn(where: string): number {
  return readdirSync(where).reduce((sum, name) => sum + readFileSync(join(where, name)).length, 0);
}
