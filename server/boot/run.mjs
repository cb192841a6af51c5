/**
 * The repository's commands: `npm start`, `npm test` and the others. Each installs and builds what it needs by itself, on a
 * machine with nothing but Node.js and npm; so this file and what it imports has no dependencies. Keep this first part
 * readable for old Node.js too: it is what tells people that theirs is too old.
 */
import { createScreen } from "./progress.mjs";
import { ROOT, refuseNode, runVisibly, Stop } from "./steps.mjs";

const [command = "", ...args] = process.argv.slice(2);
const screen = createScreen();

/** @param {string} file @param {NodeJS.ProcessEnv} [env] */
const typescript = (file, env = process.env) =>
  runVisibly(process.execPath, ["--import", "tsx", file, ...args], { env: { NODE_ENV: "production", ...env } });

/** @param {"production" | "development"} mode */
async function start(mode) {
  if (mode === "production") await (await import("./build.mjs")).ensureBuilt(screen);
  const env = { ...process.env, NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: "1" };
  return runVisibly(process.execPath, ["--import", "tsx", "server/main.ts"], { env, ipc: true });
}

/** @type {Record<string, () => Promise<number>>} */
const commands = {
  start: () => start("production"),
  dev: () => start("development"),
  test: async () => (await import("./test.mjs")).runTests(screen, args),
  check: async () => (await import("./check.mjs")).runChecks(screen),
  e2e: async () => (await import("./test.mjs")).runBrowserTests(screen, args),
  sim: () => typescript("server/sim/main.ts"),
  bench: () => typescript("server/bench/main.ts"),
  // With the pages built, the web process is killed too.
  kills: async () => {
    await (await import("./build.mjs")).ensureBuilt(screen);
    return typescript("server/bench/kill/main.ts");
  },
  generate: async () => (await import("./check.mjs")).generate(screen),
};

async function main() {
  const refusal = refuseNode(process.versions.node);
  if (refusal) throw new Stop(refusal);
  const chosen = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!chosen) throw new Stop(`"${command}" is not a command; known: ${Object.keys(commands).join(", ")}.`);
  process.chdir(ROOT);
  await (await import("./install.mjs")).ensureInstalled(screen);
  return chosen();
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${error instanceof Stop ? error.message : (error?.stack ?? error)}\n`);
    process.exit(1);
  },
);
