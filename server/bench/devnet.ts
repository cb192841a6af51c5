/** How many transactions a second the default devnet makes final, held against what was sent. */
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { databaseUrl } from "./database";
import { type Bench, type Row, round } from "./row";
import { type Session, withProduct } from "./session";

const OFFERED_PER_S = 200;
const WARM_UP_MS = 10_000;
const MEASURED_MS = 30_000;

export const devnetBench: Bench = {
  name: "devnet",
  about: "final transactions a second on four validators",
  run: (signal) =>
    withProduct({ CHAINGLASS_LOAD: String(OFFERED_PER_S) }, async (session) => {
      await setTimeout(WARM_UP_MS, undefined, { signal });
      return measure(session, signal);
    }),
};

async function measure({ dataDir }: Session, signal: AbortSignal): Promise<Row[]> {
  const client = new pg.Client({ connectionString: await databaseUrl(dataDir) });
  await client.connect();
  try {
    const count = async () =>
      (
        await client.query<{ blocks: number; transactions: number; unverified: number; height: number }>(
          `select count(*)::int blocks, coalesce(sum(transaction_count), 0)::int transactions,
                  (count(*) filter (where not verified))::int unverified, coalesce(max(height), 0)::int height
             from blocks where final`,
        )
      ).rows[0];
    const before = await count();
    const start = performance.now();
    await setTimeout(MEASURED_MS, undefined, { signal });
    const after = await count();
    const seconds = (performance.now() - start) / 1000;
    if (!before || !after) throw new Error("the database did not answer");
    const rate = (after.transactions - before.transactions) / seconds;
    return [
      {
        name: "devnet.final_tps",
        value: round(rate),
        unit: "tx/s",
        ratio: round(rate / OFFERED_PER_S, 2),
        against: `${OFFERED_PER_S} tx/s offered`,
      },
      { name: "devnet.block_time_ms", value: round((seconds * 1000) / (after.height - before.height)), unit: "ms" },
      { name: "devnet.unverified_blocks", value: after.unverified, unit: "blocks", goal: "0" },
    ];
  } finally {
    await client.end();
  }
}
