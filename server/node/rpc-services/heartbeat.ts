/** Once a second: where the node stands and how it feels. Also the place where rare figures are sampled. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { decodeHeader } from "#server/chain";
import type { NodeFace } from "./face";

const HEARTBEAT_MS = 1_000;
/** Walking the folders costs a few milliseconds of disk. */
const STORAGE_SAMPLE_MS = 30_000;
const RESOLUTION_MS = 10;

/** @returns a function that stops it */
export function startHeartbeat(face: NodeFace, onFault: (error: unknown) => void): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let busy = false;
  const beat = async () => {
    const { store, mempool, hub } = face;
    const head = await store.get(store.head.hash);
    // The monitor counts from one timer to the next, so its own resolution is no delay.
    const p99 = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS);
    delay.reset();
    mempool.expire();
    hub.publish({
      $case: "heartbeat",
      value: {
        head: store.head,
        headTime: head?.time,
        stateRoot: head ? decodeHeader(head.header).stateRoot : new Uint8Array(0),
        final: store.final,
        peers: face.peersUp(),
        mempoolCount: mempool.pool.count,
        mempoolBytes: mempool.pool.bytes,
        consensus: face.consensus(),
        rssBytes: process.memoryUsage.rss(),
        eventLoopDelayP99Ms: Number.isFinite(p99) ? p99 : 0,
        storageBytes: face.storageBytes(),
        uptimeMs: Math.round(process.uptime() * 1_000),
      },
    });
  };
  const run = () => {
    if (busy) return;
    busy = true;
    beat()
      .catch(onFault)
      .finally(() => {
        busy = false;
      });
  };
  run();
  const timer = setInterval(run, HEARTBEAT_MS);
  return () => {
    clearInterval(timer);
    delay.disable();
  };
}

/** Bytes of the files below a folder, counted now and then. */
export function sampleStorage(folder: string): { bytes: () => number; stop: () => void } {
  let bytes = 0;
  const sample = () => {
    folderBytes(folder).then(
      (found) => {
        bytes = found;
      },
      // A file that vanished while it was counted: the next sample is right.
      () => {},
    );
  };
  sample();
  const timer = setInterval(sample, STORAGE_SAMPLE_MS);
  return { bytes: () => bytes, stop: () => clearInterval(timer) };
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await folderBytes(path);
    else bytes += (await stat(path).catch(() => null))?.size ?? 0;
  }
  return bytes;
}
