import { describe, expect, it } from "vitest";
import { createPrng, type Prng } from "#server/lib/prng";
import { Wal, type WalOptions, type WalPolicy, type WalRecord } from "./index";
import { CrashDisk } from "./testing/crash-disk";

const FOLDER = "/wal";
const owner = { nodeId: "alpha-1", genesisHash: new Uint8Array(32).fill(7) };

/** What the outside was promised, over several lives of one log. */
class Promises {
  nextIndex = 1;
  nextTerm = 1;
  indexDone = 0;
  termDone = 0;
  /** Nothing at or above it may be dropped. */
  compactedTo = 0;

  check(records: readonly WalRecord[], policyKeeps: boolean): void {
    const indexes = records.filter(({ kind }) => kind === "entry").map(({ index }) => index);
    // A compaction never drops what was promised last: an empty log was never promised anything.
    const [first, last] = [indexes[0] ?? 1, indexes.at(-1) ?? 0];
    expect(indexes.findIndex((index, place) => index !== first + place)).toBe(-1);
    expect(last).toBeLessThan(this.nextIndex);
    const terms = records.filter(({ kind }) => kind === "hardState").map(({ term }) => term);
    if (policyKeeps) {
      expect(last).toBeGreaterThanOrEqual(this.indexDone);
      expect(first).toBeLessThanOrEqual(Math.max(1, this.compactedTo));
      expect(Math.max(0, ...terms)).toBeGreaterThanOrEqual(this.termDone);
    }
    expect(records.filter((record) => Buffer.compare(record.data, dataOf(record)) !== 0)).toEqual([]);
    // A new life goes on from what is there.
    [this.nextIndex, this.indexDone] = [last + 1, last];
    this.nextTerm = Math.max(0, ...terms) + 1;
    this.termDone = this.nextTerm - 1;
    this.compactedTo = Math.min(this.compactedTo, last);
  }
}

function dataOf({ index, term }: { index: number; term: number }): Uint8Array {
  const length = (index * 37 + term * 11) % 1_300;
  return new Uint8Array(length).fill(index % 251, (length * 2) / 3);
}
const entry = (index: number): WalRecord => ({ kind: "entry", term: 1, index, data: dataOf({ index, term: 1 }) });
const hardState = (term: number): WalRecord => ({
  kind: "hardState",
  term,
  index: 0,
  data: dataOf({ index: 0, term }),
});

/** Appends and compactions, several at once, until the disk crashes. */
async function live(wal: Wal, promises: Promises, prng: Prng, calls: number): Promise<void> {
  const open: Promise<void>[] = [];
  for (let call = 0; call < calls; call++) {
    if (prng.chance(0.15)) {
      const index = prng.between(0, promises.indexDone);
      promises.compactedTo = Math.max(promises.compactedTo, index);
      const keep = [hardState(Math.max(1, promises.nextTerm - 1))];
      open.push(wal.compact({ index, keep }));
    } else {
      const entries = Array.from({ length: prng.between(1, 3) }, () => entry(promises.nextIndex++));
      const term = prng.chance(0.3) ? promises.nextTerm++ : 0;
      const records = term > 0 ? [hardState(term), ...entries] : entries;
      const lastIndex = entries.at(-1)?.index ?? 0;
      const done = wal.append(records).then(() => {
        promises.indexDone = lastIndex;
        if (term > 0) promises.termDone = term;
      });
      open.push(done);
    }
    if (prng.chance(0.5)) await open.at(-1)?.catch(() => {});
  }
  await Promise.allSettled(open);
}

const options = (disk: CrashDisk, policy: WalPolicy): WalOptions => ({ owner, policy, disk, segmentBytesMax: 6_000 });

describe("a crash", () => {
  it.each(["sync", "group", "async"] as const)(
    "at any step of several lives loses nothing it promised: %s",
    async (policy) => {
      for (let seed = 0; seed < 150; seed++) {
        const prng = createPrng(`${policy}/${seed}`);
        const promises = new Promises();
        let disk = new CrashDisk();
        try {
          for (let life = 0; life < 4; life++) {
            disk.crashAt = disk.steps + prng.between(0, 60);
            const opened = await Wal.open(FOLDER, options(disk, policy)).catch(crashedOnly);
            const byKill = prng.chance(0.4);
            // A crash in recovery proves nothing yet; the next life looks.
            if (opened !== null) {
              promises.check(opened.records, true);
              await live(opened.wal, promises, prng, prng.between(0, 30));
            }
            disk = byKill ? disk.afterKill() : disk.afterPowerCut(prng);
            const found = await Wal.open(FOLDER, options(disk, policy));
            promises.check(found.records, byKill || policy !== "async");
          }
        } catch (error) {
          throw new Error(`seed ${policy}/${seed}: ${error instanceof Error ? error.message : error}`, {
            cause: error,
          });
        }
      }
    },
  );

  it("at each step of rotation and compaction, one after the other, loses nothing", async () => {
    const run = async (crashAt: number, powerCut: boolean): Promise<number> => {
      const disk = new CrashDisk();
      disk.crashAt = crashAt;
      const promises = new Promises();
      const opened = await Wal.open(FOLDER, options(disk, "group")).catch(crashedOnly);
      if (opened) await live(opened.wal, promises, createPrng("rotation"), 60);
      const after = powerCut ? disk.afterPowerCut(createPrng(`cut/${crashAt}`)) : disk.afterKill();
      promises.check((await Wal.open(FOLDER, options(after, "group"))).records, true);
      return disk.steps;
    };
    const steps = await run(Number.POSITIVE_INFINITY, false);
    expect(steps).toBeGreaterThan(100);
    for (let step = 0; step <= steps; step++) {
      for (const powerCut of [false, true]) {
        await run(step, powerCut).catch((error: unknown) => {
          throw new Error(`step ${step}, ${powerCut ? "power cut" : "kill"}: ${error}`, { cause: error });
        });
      }
    }
  });
});

function crashedOnly(error: unknown): null {
  if (error instanceof Error && error.name !== "StorageError") return null;
  throw error;
}
