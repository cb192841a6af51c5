/** Two networks in one devnet, as real processes without the web: what belongs to which, and how a second start goes on. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ChainQueryClient, type GetStatusResponse } from "#proto";
import { call, connect } from "#server/rpc";
import { freshDatabase } from "#server/store/testing";
import { type StartConfig, startAll } from "./start";

const UP_MS_MAX = 90_000;
const TIMEOUT_MS = 4 * UP_MS_MAX;

let dataDir = "";
let database: Awaited<ReturnType<typeof freshDatabase>>;
let client: pg.Client;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "chainglass-two-"));
  database = await freshDatabase();
  client = new pg.Client({ connectionString: database.url });
  client.on("error", () => undefined);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** With as many free ones behind it. */
async function freePort(count: number): Promise<number> {
  const listen = (port: number) =>
    new Promise<number>((done, fail) => {
      const server = createServer().once("error", fail);
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        server.close(() => done(typeof address === "object" && address ? address.port : 0));
      });
    });
  for (;;) {
    const first = await listen(0);
    const rest = Array.from({ length: count - 1 }, (_, index) => listen(first + index + 1));
    if ((await Promise.allSettled(rest)).every(({ status }) => status === "fulfilled")) return first;
  }
}

interface Running {
  readonly said: string[];
  readonly grpcPort: number;
  stop(): Promise<void>;
}

async function start(devnet: StartConfig["devnet"], devnetAsked: boolean): Promise<Running> {
  const grpcPort = await freePort(8);
  const text = devnet.map(({ name, engine, nodes }) => `${name}=${engine}:${nodes}`).join(",");
  const stopping = new AbortController();
  const said: string[] = [];
  const config: StartConfig = {
    ...{ port: await freePort(1), dataDir, databaseUrl: database.url, nodes: null, devnet, devnetAsked },
    ...{ blockIntervalMs: 200, load: 4, grpcPort, logLevel: "info" },
  };
  const running = startAll({
    config,
    root: resolve(import.meta.dirname, "../.."),
    environment: { ...process.env, CHAINGLASS_DEVNET: text, CHAINGLASS_LOAD: "4", NODE_ENV: "production" },
    screen: {
      say: (line) => said.push(line),
      step: (name, work) => {
        said.push(name);
        return work(() => {});
      },
    },
    signal: stopping.signal,
    web: false,
  });
  // It ends by the signal; a failure before that shows where it is awaited.
  running.catch(() => {});
  const stop = () => {
    stopping.abort();
    return running;
  };
  for (let waited = 0; !said.some((line) => line.startsWith("ready")); waited += 100) {
    await Promise.race([running, sleep(100)]);
    if (waited > UP_MS_MAX) throw new Error(`not ready in time: ${said.join("; ")}`);
  }
  return { said, grpcPort, stop };
}

async function statusOf(port: number): Promise<GetStatusResponse> {
  const node = connect(ChainQueryClient, `127.0.0.1:${port}`);
  try {
    return await call<GetStatusResponse>((done) => node.getStatus({}, done));
  } finally {
    node.close();
  }
}

interface Indexed {
  name: string;
  engine: string;
  chain_id: number;
  height: number | null;
  final: number | null;
  transactions: number;
  foul: number;
  genesis: string;
}
const NETWORKS = `select name, engine, chain_id::int, head_height::int as height, final_height::int as final,
    encode(genesis_hash, 'hex') as genesis,
    (select count(*)::int from block_transactions t where t.network = networks.name and t.status = 'success') as transactions,
    (select count(*)::int from blocks b where b.network = networks.name and not b.verified) as foul
  from networks order by position`;

async function until(wanted: (networks: Indexed[]) => boolean): Promise<Indexed[]> {
  for (const deadline = Date.now() + UP_MS_MAX; ; await sleep(200)) {
    const { rows } = await client.query<Indexed>(NETWORKS);
    if (wanted(rows)) return rows;
    if (Date.now() > deadline) throw new Error(`not in time: ${JSON.stringify(rows)}`);
  }
}

const ALPHA = { name: "alpha", engine: "raft", ledger: "account", nodes: 3 } as const;
const BETA = { name: "beta", engine: "poa", ledger: "account", nodes: 2 } as const;

it(
  "are two chains with their own nodes, blocks and traffic, and both go on at the next start",
  async () => {
    const first = await start([ALPHA, BETA], true);
    let before: Indexed[];
    try {
      expect(first.said).toContain("beta: 2 nodes, poa:2 tolerates 0 failures");
      expect(first.said.join("\n")).toMatch(/^beta: poa:2 tolerates 0 failures: if one of its nodes stops/m);
      const states = await Promise.all([0, 1, 2, 3, 4].map((index) => statusOf(first.grpcPort + index)));
      expect(states.map(({ nodeId, engine }) => `${nodeId} ${engine}`)).toEqual([
        "alpha-1 raft",
        "alpha-2 raft",
        "alpha-3 raft",
        "beta-1 poa",
        "beta-2 poa",
      ]);
      expect(new Set(states.map(({ chainId }) => chainId)).size).toBe(2);
      before = await until(
        (rows) => rows.length === 2 && rows.every(({ final, transactions }) => (final ?? 0) >= 5 && transactions >= 5),
      );
      expect(before.map(({ name, engine, foul }) => [name, engine, foul])).toEqual([
        ["alpha", "raft", 0],
        ["beta", "poa", 0],
      ]);
      expect(new Set(before.map(({ genesis }) => genesis)).size).toBe(2);
      expect(before.map(({ chain_id }) => chain_id)).toEqual([states[0]?.chainId, states[3]?.chainId]);
    } finally {
      await first.stop();
    }
    expect(readdirSync(join(dataDir, "run"))).toEqual([]);

    // A later default asks for other engines and sizes than these chains have: they go on as they are, and it is said.
    const again = await start([{ ...ALPHA, engine: "poa", nodes: 4 }, BETA], false);
    try {
      expect(again.said.join("\n")).toContain("alpha goes on as raft:3/account, as it was made");
      const after = await until((rows) =>
        rows.every(({ final }, index) => (final ?? 0) >= (before[index]?.height ?? 0) + 5),
      );
      expect(after.map(({ genesis, foul }) => [genesis, foul])).toEqual(before.map(({ genesis }) => [genesis, 0]));
      expect((await statusOf(again.grpcPort + 3)).nodeId).toBe("beta-1");
    } finally {
      await again.stop();
    }
  },
  TIMEOUT_MS,
);
