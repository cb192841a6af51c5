/** The devnet's own traffic as a process: CHAINGLASS_LOAD transactions per second on each of its networks. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runProcess } from "#server/lib/lifecycle";
import { createLog } from "#server/lib/log";
import { readConfig } from "../../config";
import { readKeys } from "../network/keys";
import { networkFolder } from "../network/shape";
import { runTraffic } from "./network";

await runProcess(async (signal) => {
  const config = readConfig(process.env);
  const log = createLog("traffic", config.logLevel);
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const runs = config.devnet.flatMap(({ name }) => {
    const keyFile = join(networkFolder(config.dataDir, name), "traffic.keys");
    const addresses = (config.nodes ?? []).filter((node) => node.network === name).map((node) => node.address);
    if (addresses.length === 0 || !existsSync(keyFile) || config.load === 0) return [];
    return [runTraffic({ name, addresses, keys: readKeys(keyFile), perSecond: config.load, log, signal: both })];
  });
  return {
    facts: { networks: runs.length },
    async stop() {
      stop.abort();
      await Promise.all(runs);
    },
  };
});
