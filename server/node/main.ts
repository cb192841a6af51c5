/** One node as a process: `node --import tsx server/node/main.ts --config node.json`. */
import { parseArgs } from "node:util";
import { runProcess } from "#server/lib/lifecycle";
import { readNodeConfig } from "./node-config";
import { openParentDoor } from "./parent-door";
import { startNode } from "./start";

await runProcess(async () => {
  const { config } = parseArgs({ options: { config: { type: "string" } } }).values;
  if (!config) throw new Error("expected --config FILE, the node's node.json");
  const node = await startNode(readNodeConfig(config));
  openParentDoor((command) => node.face.command(command));
  return node;
});
