/** One node as a process: `node --import tsx server/node/main.ts --config node.json`. */
import { parseArgs } from "node:util";
import { runProcess } from "#server/lib/lifecycle";
import { readNodeConfig } from "./node-config";
import { startNode } from "./start";

await runProcess(() => {
  const { config } = parseArgs({ options: { config: { type: "string" } } }).values;
  if (!config) throw new Error("expected --config FILE, the node's node.json");
  return startNode(readNodeConfig(config));
});
