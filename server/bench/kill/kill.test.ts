/** A short kill run, as `npm run kills` makes long ones. Its seed is printed; KILL_SEED repeats one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { killRun } from "./run";

const KILLS = 6;
const TIMEOUT_MS = 240_000;

it(
  `ends with the tables of a clean run after ${KILLS} kills`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "chainglass-kills-"));
    const said: string[] = [];
    try {
      const line = await killRun({
        folder,
        kills: KILLS,
        seed: process.env.KILL_SEED ?? null,
        fresh: true,
        blocks: 300,
        transactionsPerBlock: 4,
        signal: AbortSignal.timeout(TIMEOUT_MS - 10_000),
        say: (text) => said.push(text),
        progress: () => {},
      });
      expect(line).toContain("1 of 1 rounds equal");
    } finally {
      process.stdout.write(`${said.join("\n")}\n`);
      rmSync(folder, { recursive: true, force: true });
    }
  },
  TIMEOUT_MS,
);
