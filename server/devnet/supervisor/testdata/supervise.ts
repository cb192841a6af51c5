/** A supervisor in a process of its own, for tests that kill it: `supervise.ts DATADIR MODE,MODE…`. */
import { join } from "node:path";
import { lockRunFolder } from "../run-folder";
import { Supervisor } from "../supervisor";

const [, , dataDir = "", modes = ""] = process.argv;
const stopping = new AbortController();
process.on("SIGTERM", () => stopping.abort());
const say = (line: string) => void process.stdout.write(`${line}\n`);
try {
  const run = lockRunFolder(dataDir);
  const orphans = await run.endOrphans();
  say(`orphans ${orphans.sort().join(",")}`);
  const supervisor = new Supervisor(dataDir, run, { say, step: (_name, work) => work(() => {}) });
  const groups = modes.split(",").map((mode, index) => ({
    title: mode,
    children: [
      {
        name: `${mode}-${index}`,
        command: process.execPath,
        args: [join(import.meta.dirname, "stub.mjs"), mode],
        environment: process.env,
        cwd: process.cwd(),
        stopSignal: "SIGTERM" as const,
        readyLimitMs: 3000,
        restartFirstMs: 100,
      },
    ],
  }));
  try {
    await supervisor.start(groups, stopping.signal);
    say("ready");
    await new Promise((done) => stopping.signal.addEventListener("abort", done));
  } finally {
    await supervisor.stop();
    run.release();
  }
  process.exit(0);
} catch (error) {
  say(`error ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
