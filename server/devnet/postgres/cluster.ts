/**
 * The embedded Postgres's data: made at first start, with a password of its own, reachable from this machine only. Says how
 * to start the server and when it's ready; leaves starting, watching and stopping it to the supervisor.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { chooseRunner, type Runner } from "./account";
import { findBinaries } from "./binaries";

/** Web, indexer and tests together stay well below; each takes about 10 MB when used. */
const CONNECTIONS_MAX = 100;
const DATABASE = "chainglass";
const POLL_MS = 50;

export interface Cluster {
  /** Where the data lies. */
  readonly data: string;
  readonly port: number;
  readonly url: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
  readonly environment: NodeJS.ProcessEnv;
  /** Waits until it answers, and makes the database when it's missing. */
  ready(signal: AbortSignal): Promise<void>;
}

/** Makes the data where there is none yet. @param folder where everything of it is kept */
export async function prepareCluster(folder: string, signal: AbortSignal): Promise<Cluster> {
  const runner = chooseRunner(findBinaries(), resolve(folder));
  const data = join(runner.base, "data");
  const passwordFile = join(runner.base, "password");
  if (!existsSync(join(data, "PG_VERSION")) || !existsSync(passwordFile))
    await initialise(runner, data, passwordFile, signal);
  const password = readFileSync(passwordFile, "utf8").trim();
  const port = await choosePort(join(runner.base, "port"));
  const connection = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
  const [command = runner.binaries.postgres, ...args] = [
    ...runner.prefix,
    runner.binaries.postgres,
    ...["-D", data, "-p", String(port)],
    ...settings(runner.base).flatMap((setting) => ["-c", setting]),
  ];
  return {
    data,
    port,
    url: connection(DATABASE),
    command,
    args,
    ...ids(runner),
    environment: environment(),
    ready: (until) => ready(connection("postgres"), until),
  };
}

/** Where a cluster that was prepared before is reached now, as far as its files say; null: there is none yet. */
export function clusterUrl(folder: string): string | null {
  const { base } = chooseRunner(findBinaries(), resolve(folder));
  const [password, port] = [join(base, "password"), join(base, "port")];
  if (!existsSync(password) || !existsSync(port)) return null;
  const secret = readFileSync(password, "utf8").trim();
  return `postgresql://postgres:${secret}@127.0.0.1:${readFileSync(port, "utf8").trim()}/${DATABASE}`;
}

function settings(base: string): string[] {
  return [
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${base}`,
    `max_connections=${CONNECTIONS_MAX}`,
    "fsync=on",
    // A crash of the machine may lose the last moments, never consistency: rows and cursor are one transaction, so the
    // indexer fetches again what was lost.
    "synchronous_commit=off",
    "shared_buffers=256MB",
    "max_wal_size=1GB",
    "log_line_prefix=%m [%p] ",
  ];
}

/** Parts of a first start that was interrupted are begun anew: without its password the data was never used. */
async function initialise(runner: Runner, data: string, passwordFile: string, signal: AbortSignal): Promise<void> {
  if (existsSync(join(data, "base", "1")) && existsSync(passwordFile))
    throw new Error(
      `${data} is not a whole Postgres data folder: move it away, or choose another CHAINGLASS_DATA_DIR.`,
    );
  rmSync(data, { recursive: true, force: true });
  const half = `${passwordFile}.new`;
  writeFileSync(half, `${randomBytes(24).toString("hex")}\n`, { mode: 0o600 });
  const owner = statSync(runner.base);
  if (process.getuid?.() === 0) chownSync(half, owner.uid, owner.gid);
  const [command = runner.binaries.initdb, ...args] = [
    ...runner.prefix,
    runner.binaries.initdb,
    ...["-D", data, "-U", "postgres", "--auth=scram-sha-256", `--pwfile=${half}`],
    ...["--encoding=UTF8", "--locale=C", "--no-instructions"],
  ];
  await new Promise<void>((done, fail) => {
    let output = "";
    const child = spawn(command, args, {
      ...ids(runner),
      cwd: "/",
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
      signal,
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += String(text)));
    child.once("error", fail);
    child.once("close", (code) =>
      code === 0 ? done() : fail(new Error(`Postgres's initdb failed: ${output.trim()}`)),
    );
  });
  writeFileSync(passwordFile, readFileSync(half), { mode: 0o600 });
  if (process.getuid?.() === 0) chownSync(passwordFile, owner.uid, owner.gid);
  rmSync(half, { force: true });
}

/** No settings of another Postgres on this machine (PGDATA, PGPORT, …) may reach ours. */
function environment(): NodeJS.ProcessEnv {
  return { NODE_ENV: "production", PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
}

function ids(runner: Runner): { uid?: number; gid?: number } {
  return runner.uid === undefined || runner.gid === undefined ? {} : { uid: runner.uid, gid: runner.gid };
}

/** The port of last time where it's free, so that a process that outlived its supervisor finds its database again. */
async function choosePort(file: string): Promise<number> {
  const last = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  const port = (last > 0 ? await tryPort(last) : null) ?? (await tryPort(0));
  if (port === null) throw new Error("There is no free port on 127.0.0.1 for Postgres.");
  writeFileSync(file, `${port}\n`);
  return port;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(null));
    server.listen({ host: "127.0.0.1", port }, () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : null));
    });
  });
}

async function ready(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    // A server that is being stopped ends its connections; that is no news here.
    client.on("error", () => {});
    try {
      await client.connect();
      const found = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
      if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
      return;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      // 57P03: still starting or recovering. A wrong password or a full disk won't mend by waiting.
      if (!["57P03", "ECONNREFUSED", "ECONNRESET", ""].includes(code)) throw error;
    } finally {
      await client.end().catch(() => {});
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}
