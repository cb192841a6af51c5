/**
 * Runs the whole product the way a person does, by `npm start` in a data folder of its own, for measurements and for the
 * browser tests. It promises that `stop` leaves no process behind; it leaves the data folder to the caller.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";

const ROOT = resolve(import.meta.dirname, "../..");

/** A build may be part of the first start. */
const READY_TIMEOUT_MS = 300_000;

export interface Product {
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything it has printed so far. */
  output(): string;
  /** Ctrl-C, then the exit code. */
  stop(): Promise<number | null>;
}

/** A port nobody listens on now, with `count - 1` free ones behind it. */
export async function freePort(count = 1): Promise<number> {
  for (;;) {
    const first = await listenOnce(0);
    const rest = await Promise.allSettled(Array.from({ length: count - 1 }, (_, i) => listenOnce(first + i + 1)));
    if (rest.every((result) => result.status === "fulfilled")) return first;
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : port));
    });
  });
}

/**
 * @param environment on top of this process's own; PORT and CHAINGLASS_DATA_DIR are needed
 * @throws Error with all that was printed when it ends or is not ready in time
 */
export async function startProduct(environment: Record<string, string>): Promise<Product> {
  const child = spawn(process.execPath, ["server/boot/run.mjs", "start"], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  const ready = new Promise<"ready">((done) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      if (/^ready {2}http/m.test(printed)) done("ready");
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
  });
  const late = new AbortController();
  const outcome = await Promise.race([
    ready,
    ended,
    setTimeout(READY_TIMEOUT_MS, "late" as const, { signal: late.signal }).catch(() => "late" as const),
  ]);
  late.abort();
  if (outcome !== "ready") {
    child.kill("SIGINT");
    throw new Error(`npm start ${outcome === "late" ? "was not ready in time" : `ended with ${outcome}`}:\n${printed}`);
  }
  return {
    url: `http://localhost:${environment.PORT ?? "3000"}`,
    process: child,
    output: () => printed,
    stop: async () => {
      child.kill("SIGINT");
      return ended;
    },
  };
}
