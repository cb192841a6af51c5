/** `npm test`: every test, browser included. Ends with the totals of both runners and names what was skipped, and why. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { playwrightTotals, summary, vitestTotals } from "./report.mjs";
import { bin, runVisibly } from "./steps.mjs";

/** @typedef {ReturnType<import("./progress.mjs").createScreen>} Screen */
/** @typedef {import("./report.mjs").Totals & {code: number}} Outcome */

/** @param {Screen} screen @param {readonly string[]} args */
export async function runTests(screen, args) {
  return inFolder(async (folder) => {
    const unit = await runUnit(folder, args);
    const browser = await runBrowser(screen, folder, []);
    return conclude([unit, browser]);
  });
}

/** @param {Screen} screen @param {readonly string[]} args */
export async function runBrowserTests(screen, args) {
  return inFolder(async (folder) => conclude([await runBrowser(screen, folder, args)]));
}

/** @param {(folder: string) => Promise<number>} work */
async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "chainglass-test-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder @param {readonly string[]} args @returns {Promise<Outcome>} */
async function runUnit(folder, args) {
  const file = join(folder, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const env = { ...process.env, NODE_ENV: "test" };
  const code = await runVisibly(bin("vitest"), ["run", ...reporters, ...args], { env });
  return { code, ...vitestTotals(readReport(file)) };
}

/** @param {Screen} screen @param {string} folder @param {readonly string[]} args @returns {Promise<Outcome>} */
async function runBrowser(screen, folder, args) {
  await ensureBuilt(screen);
  const { findBrowser } = await import("../../e2e/browser.mjs");
  const browser = await screen.step("find a browser", findBrowser);
  const file = join(folder, "playwright.json");
  const env = {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: "1",
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    ...(browser ? { CHROMIUM_PATH: browser } : {}),
  };
  const code = await runVisibly(bin("playwright"), ["test", "--reporter=list,json", ...args], { env });
  return { code, ...playwrightTotals(readReport(file)) };
}

/** @param {string} file */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** @param {readonly Outcome[]} outcomes */
function conclude(outcomes) {
  const idle = outcomes.some((outcome) => !outcome.ran);
  if (idle) process.stdout.write("a runner executed no test at all\n");
  process.stdout.write(`\n${summary(outcomes).join("\n")}\n`);
  return idle || outcomes.some((outcome) => outcome.code !== 0 || outcome.failed > 0) ? 1 : 0;
}
