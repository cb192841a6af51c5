/**
 * The web process: one HTTP server for REST, the live path and the pages. It composes; what each does stands in its own
 * room.
 */
import { readFileSync } from "node:fs";
import next from "next";
import { provideApi, provideDescription } from "#server/api";
import {
  configuredSources,
  createApi,
  createMetrics,
  createRest,
  createSourceChecks,
  createSources,
} from "#server/api/serve";
import { nativeCrypto } from "#server/lib/crypto-native";
import { runProcess } from "#server/lib/lifecycle";
import { createLog } from "#server/lib/log";
import { startLive } from "#server/live/serve";
import { applyMigrations, openPrisma, patiently } from "#server/store";
import { readConfig } from "../config";
import { createFaucets } from "./faucets";
import { attach, createWebServer, listen } from "./server";

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return String(version);
}

await runProcess(async () => {
  const config = readConfig(process.env);
  const { databaseUrl, port } = config;
  if (databaseUrl === null) throw new Error("DATABASE_URL is not set; `npm start` sets it by itself");
  const log = createLog("web", config.logLevel);
  const dev = process.env.NODE_ENV === "development";
  await patiently(() => applyMigrations(databaseUrl));
  const prisma = openPrisma(databaseUrl, { name: "chainglass-web" });
  const sources = createSources(prisma);
  const version = readVersion();
  const checks = createSourceChecks(configuredSources(prisma, config.nodes));
  const api = createApi({ prisma, accounts: sources, checks, version });
  provideApi(api);

  const server = createWebServer();
  const live = await startLive({ server, databaseUrl, prisma, version, log });
  const metrics = createMetrics(prisma, () => live.clients());
  const faucet = createFaucets(config.dataDir, sources);
  const rest = createRest({ api, prisma, sources, faucet, metrics, version, log, crypto: nativeCrypto });
  provideDescription(await (await rest.request("/api/v1/openapi.json")).json());
  const app = next({ dev, httpServer: server, hostname: "localhost", port });
  await app.prepare();
  attach(server, {
    rest: (request) => rest.fetch(request),
    pages: app.getRequestHandler(),
    dev,
    log,
    observePage: (status, seconds) => metrics.observe("page", "GET", status, seconds),
  });
  const bound = await listen(server, port);
  log.info({ port: bound }, "serving");
  return {
    facts: { port: bound },
    stop: async () => {
      server.close();
      await live.stop();
      await app.close();
      server.closeAllConnections();
      sources.close();
      await prisma.$disconnect();
    },
  };
});
