/** `npm start`'s supervisor as kill runs want it: children start again at once, and without a web where no pages are built. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { startAll } from "#server/devnet";
import { readConfig } from "../../config";

const ROOT = resolve(import.meta.dirname, "../../..");
const RESTART = { restartFirstMs: 100, restartMaxMs: 1_000, startAttempts: 20 };

const stopping = new AbortController();
process.on("SIGTERM", () => stopping.abort());
process.on("disconnect", () => stopping.abort());

try {
  await startAll({
    config: readConfig(process.env),
    root: ROOT,
    environment: { ...process.env, NODE_ENV: "production" },
    screen: { step: (_name, work) => work(() => {}), say: (line) => console.log(line) },
    signal: stopping.signal,
    restart: RESTART,
    web: existsSync(resolve(ROOT, ".next/BUILD_ID")),
  });
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
