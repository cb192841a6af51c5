/**
 * The processes of a kill run: the product's own supervisor with its children, each found by the identity that the
 * supervisor wrote down, so that nothing else on this machine is ever signalled. If the run itself is killed, the supervisor
 * sees that and stops in order.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { isSame } from "#server/devnet";
import { clusterUrl } from "#server/devnet/postgres";
import type { Query } from "#server/indexer";
import type { Prng } from "#server/lib/prng";

const ROOT = resolve(import.meta.dirname, "../../..");
const UP_MS_MAX = 120_000;
const POLL_MS = 100;
const OUTPUT_CHARS_MAX = 20_000;

export const TARGETS = ["indexer", "postgres", "backend", "web", "supervisor"] as const;
export type Target = (typeof TARGETS)[number];

export interface Ports {
  readonly web: number;
  readonly recorded: number;
  readonly live: number;
}

export class World {
  #supervisor: ChildProcess | null = null;
  #expected = false;
  output = "";
  /** Set when the supervisor ended though nobody killed it. */
  failure: string | null = null;

  constructor(
    private readonly dataDir: string,
    private readonly ports: Ports,
  ) {}

  /** @param nodes as CHAINGLASS_NODES has them */
  start(nodes: string): void {
    const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "supervisor-main.ts")], {
      cwd: ROOT,
      env: {
        ...process.env,
        NODE_ENV: "production",
        PORT: String(this.ports.web),
        CHAINGLASS_DATA_DIR: this.dataDir,
        CHAINGLASS_NODES: nodes,
        NEXT_TELEMETRY_DISABLED: "1",
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#supervisor = child;
    this.#expected = false;
    const read = (chunk: Buffer) => {
      this.output = (this.output + chunk.toString()).slice(-OUTPUT_CHARS_MAX);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code, signal) => {
      if (this.#supervisor === child) this.#supervisor = null;
      if (!this.#expected) this.failure = `the supervisor ended by itself (${signal ?? code}):\n${this.output}`;
    });
  }

  #running(name: string): number | null {
    try {
      const identity = JSON.parse(readFileSync(join(this.dataDir, "run", `${name}.json`), "utf8"));
      return isSame(identity) ? Number(identity.pid) : null;
    } catch {
      return null;
    }
  }

  /** One of Postgres's own processes: sessions, writers, the checkpointer. */
  #backend(random: Prng): number | null {
    const postmaster = this.#running("postgres");
    if (postmaster === null) return null;
    try {
      const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, "utf8").trim().split(" ");
      return Number(random.pick(children.filter((pid) => pid !== ""))) || null;
    } catch {
      return null;
    }
  }

  /** With -9. @returns false where there is no such process now */
  async kill(target: Target, random: Prng): Promise<boolean> {
    if (target === "supervisor") {
      const child = this.#supervisor;
      if (!child?.pid) return false;
      this.#expected = true;
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGKILL");
      await ended;
      return true;
    }
    const pid = target === "backend" ? this.#backend(random) : this.#running(target);
    if (pid === null) return false;
    try {
      process.kill(pid, "SIGKILL");
      return true;
    } catch {
      return false;
    }
  }

  /** Asks the database, whether or not it is there at the moment; null: it is not. */
  async ask<T>(work: (query: Query) => Promise<T>): Promise<T | null> {
    const url = clusterUrl(join(this.dataDir, "postgres"));
    if (url === null) return null;
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      return await work(async <Result>(statement: string, values: unknown[]) => {
        const { rows } = await client.query(statement, values);
        return rows as Result[];
      });
    } catch {
      return null;
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** @throws Error when it is not so in time, or the supervisor has ended */
  async until(what: string, statement: string, values: unknown[], signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + UP_MS_MAX;
    let last: unknown = null;
    for (;;) {
      signal.throwIfAborted();
      if (this.failure !== null) throw new Error(this.failure);
      const rows = await this.ask((query) => query<{ done: boolean }>(statement, values));
      last = rows;
      if (rows?.[0]?.done === true) return;
      if (Date.now() > deadline)
        throw new Error(`not in time: ${what} (last answer: ${JSON.stringify(last)})\n${this.output}`);
      await sleep(POLL_MS);
    }
  }

  /** In order. */
  async stop(): Promise<void> {
    const child = this.#supervisor;
    if (!child) return;
    this.#expected = true;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await ended;
  }
}
