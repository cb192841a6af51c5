/** The indexer's process: settings in, tables out. */

import { runProcess } from "#server/lib/lifecycle";
import { createLog } from "#server/lib/log";
import { ConfigError, readConfig } from "../config";
import { startIndexer } from "./indexer";

await runProcess(async (outer) => {
  const config = readConfig(process.env);
  if (config.databaseUrl === null)
    throw new ConfigError("DATABASE_URL is not set: the indexer needs a database to write to");
  if (config.nodes === null)
    throw new ConfigError(
      "CHAINGLASS_NODES is not set: the indexer needs nodes to follow, as in alpha@127.0.0.1:50051",
    );
  const stop = new AbortController();
  const signal = AbortSignal.any([outer, stop.signal]);
  const log = createLog("indexer", config.logLevel);
  const indexer = await startIndexer({ databaseUrl: config.databaseUrl, nodes: config.nodes, log, signal });
  return {
    facts: { networks: indexer.networks.join(",") },
    async stop() {
      stop.abort();
      await indexer.done;
    },
  };
});
