/** How long the server takes for each main page and its REST twin, one request at a time, with a live devnet behind it. */
import { setTimeout } from "node:timers/promises";
import { type Bench, percentile, type Row, round } from "./row";
import { type Session, withProduct } from "./session";

const BLOCKS_FIRST_MS = 20_000;
const REQUESTS = 100;

export const pagesBench: Bench = {
  name: "pages",
  about: "server time of the main pages",
  run: (signal) =>
    withProduct({ CHAINGLASS_BLOCK_INTERVAL_MS: "500", CHAINGLASS_LOAD: "20" }, async (session) => {
      await setTimeout(BLOCKS_FIRST_MS, undefined, { signal });
      return measure(session, signal);
    }),
};

async function measure({ product }: Session, signal: AbortSignal): Promise<Row[]> {
  const list = (await (await fetch(`${product.url}/api/v1/transactions?limit=1`, { signal })).json()) as {
    items: { hash: string; from: string; blockHeight: number }[];
  };
  const [newest] = list.items;
  if (!newest) throw new Error("the devnet has made no transactions yet");
  const paths = {
    home: "/",
    blocks: "/blocks",
    block: `/blocks/${newest.blockHeight}`,
    transactions: "/txs",
    transaction: `/tx/${newest.hash}`,
    address: `/address/${newest.from}`,
    nodes: "/nodes",
    consensus: "/consensus",
    "rest-blocks": "/api/v1/blocks",
  };
  const rows: Row[] = [];
  for (const [name, path] of Object.entries(paths)) {
    const samples: number[] = [];
    for (let i = 0; i < REQUESTS; i++) {
      const start = performance.now();
      const answer = await fetch(product.url + path, { signal });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
      samples.push(performance.now() - start);
    }
    rows.push({ name: `pages.${name}.p50_ms`, value: round(percentile(samples, 0.5)), unit: "ms" });
    rows.push({ name: `pages.${name}.p95_ms`, value: round(percentile(samples, 0.95)), unit: "ms" });
  }
  return rows;
}
