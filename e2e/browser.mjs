/**
 * A Chromium for the browser tests, without asking anyone to install one: CHROMIUM_PATH, Playwright's own, the system's, and
 * last the one that comes as an npm package (Linux on x64), unpacked into the temporary folder.
 */
import { existsSync } from "node:fs";

const SYSTEM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * @returns {Promise<string | null>} the program; null: let Playwright use its own
 * @throws {Error} saying what to do where there is none
 */
export async function findBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROMIUM_PATH=${given} does not exist.`);
    return given;
  }
  const { chromium } = await import("@playwright/test");
  if (existsSync(chromium.executablePath())) return null;
  const system = SYSTEM.find((path) => existsSync(path));
  if (system) return system;
  if (process.platform === "linux" && process.arch === "x64") {
    const packed = await import("@sparticuz/chromium");
    return packed.default.executablePath();
  }
  throw new Error('There is no Chromium here: run "npx playwright install chromium", or set CHROMIUM_PATH.');
}
