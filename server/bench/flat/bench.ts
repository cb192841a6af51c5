/**
 * A recording of a gigabyte, from the gateway into Postgres, every block verified: whether the gateway's and the indexer's memory
 * stays flat, by the highest figure of each third of the time. Long, so it runs only when it is named.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { databaseUrl } from "../database";
import { processes } from "../processes";
import { freePort } from "../product";
import { startGateway } from "../replay";
import { type Bench, type Row, round, thirds } from "../row";
import { type Session, withProduct } from "../session";
import { FLAT_SEED, type Written, writeRecording } from "./write-recording";

const LOOK_EVERY_MS = 1_000;

export function flatBench(megabytes: number): Bench {
  return {
    name: "flat",
    about: `a recording of ${megabytes} MiB (seed ${FLAT_SEED}), replayed, verified and indexed`,
    async run(signal) {
      const folder = await mkdtemp(join(tmpdir(), "chainglass-flat-"));
      try {
        const file = join(folder, "chain.rlp");
        const written = writeRecording(file, megabytes * 2 ** 20);
        const address = `127.0.0.1:${await freePort()}`;
        const opening = performance.now();
        const gateway = await startGateway(file, address);
        const scan = (performance.now() - opening) / 1000;
        try {
          const rows = await withProduct({ CHAINGLASS_NODES: `recorded@${address}` }, (session) =>
            measure(session, written, gateway.pid ?? 0, signal),
          );
          return [{ name: "flat.scan_mib_per_s", value: round(megabytes / scan), unit: "MiB/s" }, ...rows];
        } finally {
          gateway.kill("SIGINT");
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

async function rssMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

async function measure({ product, dataDir }: Session, written: Written, gateway: number, signal: AbortSignal) {
  const client = new pg.Client({ connectionString: await databaseUrl(dataDir) });
  await client.connect();
  const samples: { gateway: number; indexer: number }[] = [];
  try {
    for (;;) {
      await setTimeout(LOOK_EVERY_MS, undefined, { signal });
      const indexer = (await processes(product.process.pid ?? 0)).find(({ name }) => name === "indexer");
      if (indexer) samples.push({ gateway: await rssMiB(gateway), indexer: indexer.rssMiB });
      const { rows } = await client.query<{ blocks: number; unverified: number; seconds: number }>(
        `select count(*)::int blocks, (count(*) filter (where not verified))::int unverified,
          coalesce(extract(epoch from max(indexed_at) - min(indexed_at)), 0)::float8 seconds from blocks`,
      );
      const [found] = rows;
      if (process.stdout.isTTY) process.stdout.write(`\r${found?.blocks ?? 0}/${written.blocks} `);
      if (!found || found.blocks < written.blocks) continue;
      const rate = (name: string, count: number, unit: string): Row => ({
        name: `flat.${name}`,
        value: round(count / found.seconds),
        unit,
      });
      return [
        rate("blocks_per_s", written.blocks, "blocks/s"),
        rate("transactions_per_s", written.transactions, "tx/s"),
        rate("mib_per_s", written.bytes / 2 ** 20, "MiB/s"),
        { name: "flat.unverified", value: found.unverified, unit: "blocks", goal: "0" },
        ...thirds(
          "flat.gateway_rss",
          samples.map((sample) => sample.gateway),
        ),
        ...thirds(
          "flat.indexer_rss",
          samples.map((sample) => sample.indexer),
        ),
      ];
    }
  } finally {
    await client.end();
  }
}
