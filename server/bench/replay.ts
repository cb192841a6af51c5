/**
 * A recorded chain from the gateway into Postgres, every block verified: how fast, and how the indexer's memory goes. The
 * clock runs from the first block's commit to the last one's, by the rows themselves.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { databaseUrl } from "./database";
import { makeChain, recordChain } from "./kill/chain";
import { processes } from "./processes";
import { freePort } from "./product";
import { type Bench, type Row, round, thirds } from "./row";
import { type Session, withProduct } from "./session";

/** Making them takes longer than indexing them. */
const BLOCKS = 300;
const TRANSACTIONS_PER_BLOCK = 50;
const LOOK_EVERY_MS = 500;

export const replayBench: Bench = {
  name: "replay",
  about: `${BLOCKS} recorded blocks of ${TRANSACTIONS_PER_BLOCK} transfers, verified and indexed`,
  async run(signal) {
    const folder = await mkdtemp(join(tmpdir(), "chainglass-recording-"));
    recordChain(folder, makeChain(BLOCKS, TRANSACTIONS_PER_BLOCK));
    const address = `127.0.0.1:${await freePort()}`;
    const gateway = await startGateway(folder, address);
    try {
      return await withProduct({ CHAINGLASS_NODES: `recorded@${address}` }, (session) => measure(session, signal));
    } finally {
      gateway.kill("SIGINT");
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** @param folder or a file. Resolves when it serves: after its files were gone through */
export async function startGateway(folder: string, address: string): Promise<ChildProcess> {
  const args = ["server/cli/chainglass.mjs", "gateway", "replay", folder, "--listen", address];
  const gateway = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [first] = (await once(gateway.stdout, "data")) as [Buffer];
  if (!first.toString().startsWith("serving")) throw new Error(`the gateway said: ${first.toString()}`);
  return gateway;
}

async function measure({ product, dataDir }: Session, signal: AbortSignal): Promise<Row[]> {
  const client = new pg.Client({ connectionString: await databaseUrl(dataDir) });
  await client.connect();
  const memory: number[] = [];
  try {
    for (;;) {
      await setTimeout(LOOK_EVERY_MS, undefined, { signal });
      const { rows } = await client.query<{
        blocks: number;
        transactions: number;
        unverified: number;
        seconds: number;
      }>(
        `select count(*)::int blocks, coalesce(sum(transaction_count), 0)::int transactions,
                (count(*) filter (where not verified))::int unverified,
                coalesce(extract(epoch from max(indexed_at) - min(indexed_at)), 0)::float8 seconds from blocks`,
      );
      const indexer = (await processes(product.process.pid ?? 0)).find(({ name }) => name === "indexer");
      if (indexer) memory.push(indexer.rssMiB);
      const [found] = rows;
      if (!found || found.blocks < BLOCKS) continue;
      return [
        { name: "replay.blocks_per_s", value: round(found.blocks / found.seconds), unit: "blocks/s" },
        { name: "replay.transactions_per_s", value: round(found.transactions / found.seconds), unit: "tx/s" },
        { name: "replay.unverified", value: found.unverified, unit: "blocks", goal: "0" },
        ...thirds("replay.indexer_rss", memory),
      ];
    }
  } finally {
    await client.end();
  }
}
