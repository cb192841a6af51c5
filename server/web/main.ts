/**
 * The web process: one HTTP server for REST, the live path and the pages. It composes; what each does stands in its own
 * room.
 */
import { createServer } from "node:http";
import next from "next";
import { provideApi } from "#server/api";
import { createApi, createSources } from "#server/api/serve";
import { runProcess } from "#server/lib/lifecycle";
import { createLog } from "#server/lib/log";
import { applyMigrations, openPrisma } from "#server/store";
import { readConfig } from "../config";
import { contentSecurityPolicy, createNonce, SECURITY_HEADERS } from "./security";

await runProcess(async () => {
  const config = readConfig(process.env);
  const log = createLog("web", config.logLevel);
  if (config.databaseUrl === null) throw new Error("DATABASE_URL is not set; `npm start` sets it");
  await applyMigrations(config.databaseUrl);
  const prisma = openPrisma(config.databaseUrl, { name: "chainglass-web" });
  const sources = createSources(prisma);
  provideApi(createApi({ prisma, accounts: sources, version: "0.1.0" }));
  const dev = process.env.NODE_ENV === "development";
  const server = createServer();
  const app = next({ dev, httpServer: server, hostname: "localhost", port: config.port });
  await app.prepare();
  const pages = app.getRequestHandler();
  server.on("request", (request, response) => {
    const policy = contentSecurityPolicy(createNonce(), dev);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    request.headers["content-security-policy"] = policy;
    response.setHeader("content-security-policy", policy);
    pages(request, response).catch((error: unknown) => log.error({ err: error }, "a page failed"));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, () => resolve());
  });
  log.info({ port: config.port }, "serving");
  return {
    facts: { port: config.port },
    stop: async () => {
      await app.close();
      server.closeAllConnections();
    },
  };
});
