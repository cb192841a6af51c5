/**
 * `npm run kills`: kills Chainglass's processes with -9 while it indexes, and compares what it holds then with a clean run.
 * Exit code 1 on any difference. Started again, it goes on with what is left of the kills.
 */
import { resolve } from "node:path";
import { Command } from "commander";
import { killRun } from "./run";

const command = new Command("kills")
  .description("Kills processes at random while chains are indexed, and compares the tables with a clean run.")
  .option("--kills <n>", "how many in all", "50")
  .option("--seed <s>", "what decides when and what is killed; printed")
  .option("--fresh", "forget an earlier run")
  .option("--blocks <n>", "length of the recorded chain", "800")
  .option("--folder <path>", "where data and state are kept", ".chainglass/kills")
  .parse();
const flags = command.opts<{ kills: string; seed?: string; fresh?: boolean; blocks: string; folder: string }>();
const [kills, blocks] = [Number(flags.kills), Number(flags.blocks)];
if (!Number.isInteger(kills) || kills < 1) command.error(`--kills ${flags.kills}: expected a number of at least 1`);
if (!Number.isInteger(blocks) || blocks < 2) command.error(`--blocks ${flags.blocks}: expected a number of at least 2`);

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stopping.abort(new Error("stopped")));

try {
  const line = await killRun({
    folder: resolve(flags.folder),
    kills,
    blocks,
    seed: flags.seed ?? null,
    fresh: flags.fresh ?? false,
    transactionsPerBlock: 6,
    signal: stopping.signal,
    say: (text) => console.log(text),
    progress: (text) => process.stdout.write(process.stdout.isTTY ? `\r\x1b[2K${text}` : `${text}\n`),
  });
  console.log(`\nno difference: ${line}`);
  process.exit(0);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
