/**
 * Faultless minutes: the default devnet under a steady load, then what must not have happened. Turns are counted from the
 * blocks' own numbers, memory from the operating system, process by process. Long, so it runs only when it is named.
 */
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { databaseUrl } from "./database";
import { processes } from "./processes";
import { type Bench, percentile, type Row, round } from "./row";
import { type Session, withProduct } from "./session";

const SAMPLE_EVERY_MS = 5_000;
/** Heaps find their size first; growth is judged between the middle third and the last one. */
const PARTS = 3;

export function soakBench(load: number, minutes: number): Bench {
  return {
    name: "soak",
    about: `${minutes} minutes at ${load} transactions a second on four validators`,
    run: (signal) =>
      withProduct({ CHAINGLASS_LOAD: String(load) }, (session) => measure(session, load, minutes, signal)),
  };
}

async function measure(
  { product, dataDir }: Session,
  load: number,
  minutes: number,
  signal: AbortSignal,
): Promise<Row[]> {
  const samples = new Map<string, number[]>();
  const rounds = Math.round((minutes * 60_000) / SAMPLE_EVERY_MS);
  for (let i = 0; i < rounds; i++) {
    await setTimeout(SAMPLE_EVERY_MS, undefined, { signal });
    for (const { name, rssMiB } of await processes(product.process.pid ?? 0))
      samples.set(name, [...(samples.get(name) ?? []), rssMiB]);
    if (process.stdout.isTTY) process.stdout.write(`\r${i + 1}/${rounds} `);
  }
  const memory = [...samples].map(([name, values]) => {
    const part = Math.floor(values.length / PARTS);
    const middle = percentile(values.slice(part, 2 * part), 0.5);
    const last = percentile(values.slice(2 * part), 0.5);
    return {
      name: `soak.${load}tps.rss.${name || "supervisor"}`,
      value: round(last),
      unit: "MiB",
      ratio: round(last / middle, 3),
      against: "middle third",
    };
  });
  return [...(await chainRows(dataDir, load)), ...memory];
}

async function chainRows(dataDir: string, load: number): Promise<Row[]> {
  const client = new pg.Client({ connectionString: await databaseUrl(dataDir) });
  await client.connect();
  try {
    const { rows } = await client.query<{
      blocks: number;
      missed: number;
      unverified: number;
      forked: number;
      transactions: number;
    }>(
      `select count(*)::int blocks, (max((consensus->>'turn')::int) - count(*) filter (where canonical and height > 0))::int missed,
              (count(*) filter (where not verified and height > 0))::int unverified, (count(*) filter (where not canonical))::int forked,
              sum(transaction_count)::int transactions from blocks`,
    );
    const [row] = rows;
    if (!row) throw new Error("the database did not answer");
    return [
      { name: `soak.${load}tps.blocks`, value: row.blocks, unit: "blocks" },
      { name: `soak.${load}tps.transactions`, value: row.transactions, unit: "tx" },
      { name: `soak.${load}tps.turns_missed`, value: row.missed, unit: "turns", goal: "0" },
      { name: `soak.${load}tps.unverified`, value: row.unverified, unit: "blocks", goal: "0" },
      { name: `soak.${load}tps.forked`, value: row.forked, unit: "blocks", goal: "0" },
    ];
  } finally {
    await client.end();
  }
}
