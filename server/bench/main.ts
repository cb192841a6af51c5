/**
 * `npm run bench`: measures on this machine, prints a table, and writes JSON when asked. Figures of one run may be compared
 * with each other; machines are noisy, so nothing here passes or fails.
 */
import { writeFile } from "node:fs/promises";
import { arch, cpus, platform, totalmem } from "node:os";
import { Command } from "commander";
import { devnetBench } from "./devnet";
import { engineBench } from "./engine";
import { flatBench } from "./flat/bench";
import { liveBench } from "./live";
import { pagesBench } from "./pages";
import { raftBench } from "./raft";
import { replayBench } from "./replay";
import type { Row } from "./row";
import { soakBench } from "./soak";
import { walBench } from "./wal";

const BENCHES = [liveBench, pagesBench, devnetBench, replayBench, engineBench, raftBench, walBench];

const SOAK_MINUTES = "10";
const SOAK_LOAD = "50";
const FLAT_MEGABYTES = "1024";

interface Options {
  readonly only?: string;
  readonly json?: string;
  readonly minutes: string;
  readonly load: string;
  readonly megabytes: string;
}

const machine = {
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  platform: `${platform()}-${arch()}`,
  node: process.version,
};

function line(row: Row): string {
  const ratio = row.ratio === undefined ? "" : `${row.ratio} of ${row.against ?? "1"}`;
  return `${row.name.padEnd(34)} ${String(row.value).padStart(10)} ${row.unit.padEnd(8)} ${ratio.padEnd(28)} ${row.goal ? `goal ${row.goal}` : ""}`.trimEnd();
}

async function main(): Promise<void> {
  const command = new Command("bench")
    .description("Measures Chainglass on this machine.")
    .option("--only <name>", `one of ${BENCHES.map(({ name }) => name).join(", ")}, or the start of a row's name`)
    .option("--json <file>", "write {machine, rows} there")
    .option("--minutes <n>", "length of the soak, which runs only as --only soak", SOAK_MINUTES)
    .option("--load <tps>", "transactions a second of the soak", SOAK_LOAD)
    .option("--megabytes <n>", "size of the recording, which runs only as --only flat", FLAT_MEGABYTES)
    .parse();
  const { only, json, minutes, load, megabytes } = command.opts<Options>();
  const named = [soakBench(Number(load), Number(minutes)), flatBench(Number(megabytes))];
  const known = named.some(({ name }) => only?.startsWith(name)) ? named : BENCHES;
  const chosen = known.filter(({ name }) => only === undefined || only === name || only.startsWith(`${name}.`));
  if (chosen.length === 0)
    command.error(`unknown benchmark "${only}"; known: ${BENCHES.map(({ name }) => name).join(", ")}`);
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort());
  console.log(
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node}`,
  );
  const rows: Row[] = [];
  for (const bench of chosen) {
    console.log(`\n${bench.name}: ${bench.about}`);
    for (const row of await bench.run(abort.signal)) {
      if (only !== undefined && only !== bench.name && !row.name.startsWith(only)) continue;
      rows.push(row);
      console.log(line(row));
    }
  }
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
}

await main();
