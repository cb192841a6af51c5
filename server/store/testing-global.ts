/**
 * Vitest's global set-up: one throw-away Postgres for the whole run, on a free port. TEST_DATABASE_URL names a running
 * server to use instead; its role must be allowed to create databases. Test files take fresh databases from `./testing`.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestProject } from "vitest/node";
// biome-ignore lint/style/noRestrictedImports: the tests start Postgres as the product does; nothing that ships imports this file.
import { prepareCluster } from "#server/devnet/postgres";

declare module "vitest" {
  interface ProvidedContext {
    /** A server's URL; databases are created beside the one it names. */
    databaseServerUrl: string;
  }
}

export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** How long a machine under load may take. */
const START_MS_MAX = 60_000;

export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "chainglass-test-pg-"));
  const cluster = await prepareCluster(folder, AbortSignal.timeout(START_MS_MAX));
  const ids = cluster.uid === undefined || cluster.gid === undefined ? {} : { uid: cluster.uid, gid: cluster.gid };
  const options = { ...ids, cwd: "/", env: cluster.environment, stdio: "ignore" as const };
  const server = spawn(cluster.command, [...cluster.args, "-c", "fsync=off"], options);
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const died = new Promise<never>((_, reject) => {
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`the tests' Postgres ended with ${code} before it was ready`)));
  });
  died.catch(() => {});
  await Promise.race([cluster.ready(AbortSignal.timeout(START_MS_MAX)), died]);
  return {
    url: cluster.url,
    async stop() {
      server.kill("SIGINT");
      await ended;
      for (const path of [folder, dirname(cluster.data)]) rmSync(path, { recursive: true, force: true });
    },
  };
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given === undefined ? await startTestServer() : { url: given, stop: async () => {} };
  project.provide("databaseServerUrl", server.url);
  return () => server.stop();
}
