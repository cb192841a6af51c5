/** `npm start`, after everything is installed and built: reads the environment, starts all of Chainglass, stops it in order. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { startAll } from "#server/devnet";
import { createScreen } from "./boot/progress.mjs";
import { readConfig, unknownVariables } from "./config";

const stopping = new AbortController();
// Ctrl-C reaches this process twice, from the terminal and from npm; a second signal changes nothing.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => stopping.abort());
// Started by `npm start`: where that is gone, so is whoever wanted this.
if (process.send) process.on("disconnect", () => stopping.abort());
// A closed terminal is no reason to leave processes behind.
process.stdout.on("error", () => stopping.abort());

try {
  const config = readConfig(process.env);
  const warning = unknownVariables(process.env);
  if (warning !== null) process.stderr.write(`${warning}\n`);
  await startAll({
    config,
    root: dirname(dirname(fileURLToPath(import.meta.url))),
    environment: { ...process.env, NODE_ENV: process.env.NODE_ENV ?? "production" },
    screen: createScreen(),
    signal: stopping.signal,
  });
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
