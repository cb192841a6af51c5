#!/usr/bin/env node
// The `chainglass` command: finds TypeScript's loader wherever the clone lies, then hands over to main.ts.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const { createScreen } = await import("../boot/progress.mjs");
const { ROOT, refuseNode, Stop } = await import("../boot/steps.mjs");
try {
  const refusal = refuseNode(process.versions.node);
  if (refusal) throw new Stop(refusal);
  // Only where there is nothing yet: `npm ci` empties node_modules, and a running system may be using it. Steps go to
  // stderr: stdout is the command's.
  if (!existsSync(join(ROOT, "node_modules/tsx")))
    await (await import("../boot/install.mjs")).ensureInstalled(createScreen(process.stderr));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
const { register } = await import("tsx/esm/api");
register();
await import(pathToFileURL(join(here, "main.ts")).href);
