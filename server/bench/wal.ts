/**
 * What an append to the write-ahead log costs, by policy: one after the other, as a follower acknowledges, and many at once.
 * Beside it a bare write and flush of as many bytes, which is what this disk takes at the least.
 */
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wal, type WalPolicy, type WalRecord } from "#server/node/storage";
import { type Bench, percentile, type Row, round } from "./row";

/** As of a block with a few transactions. */
const DATA_BYTES = 1_024;
const APPENDS = 1_000;
const AT_ONCE = 16;
const POLICIES: readonly WalPolicy[] = ["sync", "group", "async"];

export const walBench: Bench = {
  name: "wal",
  about: `${APPENDS} records of ${DATA_BYTES} bytes to the write-ahead log, by policy`,
  async run(signal) {
    const folder = await mkdtemp(join(tmpdir(), "chainglass-wal-bench-"));
    try {
      const bareP50 = await bareWrites(join(folder, "bare"), signal);
      const rows: Row[] = [{ name: "wal.bare_flush_p50_ms", value: round(bareP50, 3), unit: "ms" }];
      for (const policy of POLICIES) rows.push(...(await ofPolicy(join(folder, policy), policy, bareP50, signal)));
      return rows;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const recordOf = (index: number): WalRecord => {
  return { kind: "entry", term: 1, index, data: new Uint8Array(DATA_BYTES).fill(index) };
};

async function bareWrites(path: string, signal: AbortSignal): Promise<number> {
  const file = await open(path, "w");
  const bytes = new Uint8Array(DATA_BYTES);
  const samples: number[] = [];
  try {
    for (let at = 0; at < APPENDS; at++) {
      signal.throwIfAborted();
      const startMs = performance.now();
      await file.write(bytes, 0, bytes.length, at * bytes.length);
      await file.datasync();
      samples.push(performance.now() - startMs);
    }
  } finally {
    await file.close();
  }
  return percentile(samples, 0.5);
}

async function ofPolicy(folder: string, policy: WalPolicy, bareP50: number, signal: AbortSignal): Promise<Row[]> {
  const owner = { nodeId: "bench", genesisHash: new Uint8Array(32) };
  const { wal } = await Wal.open(folder, { owner, policy });
  const name = (figure: string) => `wal.${policy}.${figure}`;
  const samples: number[] = [];
  let index = 0;
  try {
    for (let i = 0; i < APPENDS; i++) {
      signal.throwIfAborted();
      const startMs = performance.now();
      await wal.append([recordOf(index++)]);
      samples.push(performance.now() - startMs);
    }
    const before = wal.stats().fsyncs;
    const startMs = performance.now();
    const appendMany = async () => {
      for (let i = 0; i < APPENDS / AT_ONCE; i++) await wal.append([recordOf(index++)]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, appendMany));
    const seconds = (performance.now() - startMs) / 1_000;
    const count = Math.ceil(APPENDS / AT_ONCE) * AT_ONCE;
    const p50 = percentile(samples, 0.5);
    const against = "wal.bare_flush_p50_ms";
    return [
      { name: name("append_p50_ms"), value: round(p50, 3), unit: "ms", ratio: round(p50 / bareP50, 2), against },
      { name: name("append_p99_ms"), value: round(percentile(samples, 0.99), 3), unit: "ms" },
      { name: name(`appends_per_s_${AT_ONCE}_at_once`), value: round(count / seconds, 0), unit: "1/s" },
      { name: name("flushes_per_append"), value: round((wal.stats().fsyncs - before) / count, 3), unit: "" },
    ];
  } finally {
    await wal.close();
  }
}
