/**
 * `npm run sim -- --engine raft --seeds N [--seed S]`: runs seeds S, S+1, … (hexadecimal), prints each that fails and one hash
 * over all runs, and exits with 1 if any failed. A run that was interrupted goes on where it was.
 */
import { parseArguments } from "./arguments";
import { engines } from "./engines";
import { Progress } from "./progress";

/** How often the terminal and the file of progress are brought up to date. */
const REPORT_MS = 1000;

function main(): number {
  const { engine, seeds, firstSeed, fresh, stateDir } = parseArguments(process.argv.slice(2));
  const run = engines[engine];
  const progress = Progress.open({ engine, seeds, firstSeed, stateDir, fresh });
  if (progress.done > 0)
    process.stderr.write(`resuming after ${progress.done} of ${seeds} seeds (--fresh starts anew)\n`);
  const startedMs = performance.now();
  let reportedMs = startedMs;
  const before = progress.done;
  while (progress.done < seeds) {
    const result = run((firstSeed + progress.done).toString(16));
    if (result.violation !== null) process.stdout.write(`FAILED  seed ${result.seed}  ${result.violation}\n`);
    progress.add(result);
    const nowMs = performance.now();
    if (nowMs - reportedMs < REPORT_MS) continue;
    reportedMs = nowMs;
    progress.save();
    const seconds = (nowMs - startedMs) / 1000;
    const rate = ((progress.done - before) / seconds).toFixed(0);
    process.stderr.write(
      `${progress.done}/${seeds} seeds  ${seconds.toFixed(0)} s  ${rate}/s  ${progress.failed.length} failed\n`,
    );
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(
    `${engine}: ${seeds} seeds from ${firstSeed.toString(16)} in ${seconds} s, ${progress.failed.length} failed` +
      `${progress.failed.length > 0 ? ` (${progress.failed.join(" ")})` : ""}\nrun hash ${progress.hash}\n`,
  );
  progress.remove();
  return progress.failed.length > 0 ? 1 : 0;
}

process.exitCode = main();
