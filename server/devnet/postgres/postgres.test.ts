import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { isAlive } from "../supervisor/identity";
import { type Cluster, prepareCluster } from "./cluster";
import { endOrphan, runningOn } from "./orphan";

const folders: string[] = [];
const started: number[] = [];

function closedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "chainglass-pg-"));
  // Closed to others, as a clone below /root is.
  chmodSync(folder, 0o700);
  folders.push(folder);
  return folder;
}

function start(cluster: Cluster): number {
  const ids = cluster.uid === undefined || cluster.gid === undefined ? {} : { uid: cluster.uid, gid: cluster.gid };
  const child = spawn(cluster.command, [...cluster.args], {
    ...ids,
    cwd: "/",
    env: cluster.environment,
    detached: true,
    stdio: "ignore",
  });
  if (child.pid === undefined) throw new Error("no process");
  started.push(child.pid);
  return child.pid;
}

async function query(cluster: Cluster, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

afterEach(() => {
  for (const pid of started.splice(0)) if (isAlive(pid)) process.kill(pid, "SIGKILL");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const signal = () => AbortSignal.timeout(50_000);

describe("the embedded Postgres", () => {
  it("serves below a closed folder, keeps its data over an orphan's end, and takes no stranger for one", async () => {
    const folder = join(closedFolder(), "postgres");
    const cluster = await prepareCluster(folder, signal());
    const first = start(cluster);
    await cluster.ready(signal());
    await query(cluster, "create table kept (id int)");
    expect(await query(cluster, "show fsync")).toEqual([{ fsync: "on" }]);
    expect(runningOn(cluster.data)).toBe(first);
    expect(runningOn(join(folder, "other"))).toBeNull();

    expect(await endOrphan(cluster.data)).toBe(first);
    expect(runningOn(cluster.data)).toBeNull();

    const again = await prepareCluster(folder, signal());
    expect(again.url).toBe(cluster.url);
    start(again);
    await again.ready(signal());
    expect(await query(again, "select count(*)::int as n from kept")).toEqual([{ n: 0 }]);
    await endOrphan(again.data);
  });

  it("asks for the password, which only its owner can read", async () => {
    const folder = join(closedFolder(), "postgres");
    const cluster = await prepareCluster(folder, signal());
    start(cluster);
    await cluster.ready(signal());
    expect(statSync(join(folder, "password")).mode & 0o777).toBe(0o600);
    const stranger = new pg.Client({ connectionString: cluster.url.replace(/postgres:[0-9a-f]+@/, "postgres:wrong@") });
    await expect(stranger.connect()).rejects.toThrow(/password/);
    await endOrphan(cluster.data);
  });

  it("begins an interrupted first start anew", async () => {
    const folder = join(closedFolder(), "postgres");
    mkdirSync(join(folder, "data/base"), { recursive: true });
    const cluster = await prepareCluster(folder, signal());
    start(cluster);
    await cluster.ready(signal());
    expect(await query(cluster, "select 1 as one")).toEqual([{ one: 1 }]);
    await endOrphan(cluster.data);
  });
});
