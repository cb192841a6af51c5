/**
 * node_modules as package-lock.json says. Installs only when they differ: a hash of the lock is kept inside node_modules,
 * and an install that somebody made by hand is recognised by npm's own hidden lock.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runQuietly } from "./steps.mjs";

const LOOK_EVERY_MS = 1000;

/** @param {string} root */
export function lockHash(root) {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

/** @param {string} root @returns {boolean} whether node_modules is what the lock says */
export function isInstalled(root) {
  const stamp = join(root, "node_modules/.chainglass-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8").trim() === lockHash(root)) return true;
  if (!matchesHiddenLock(root)) return false;
  writeFileSync(stamp, `${lockHash(root)}\n`);
  return true;
}

/** npm writes what it installed into node_modules/.package-lock.json. @param {string} root */
function matchesHiddenLock(root) {
  const hidden = join(root, "node_modules/.package-lock.json");
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, "utf8")).packages ?? {};
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages ?? {};
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const found = installed[path];
    if (!found) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && existsSync(join(root, path));
  });
}

/** How many packages `npm ci` will put at the top of node_modules on this machine. @param {string} root */
function wantedNames(root) {
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages ?? {};
  const fits = (list, value) => !list || list.includes(value);
  return new Set(
    Object.entries(wanted)
      .filter(
        ([, entry]) =>
          fits(entry.os, process.platform) && fits(entry.cpu, process.arch) && !entry.libc?.includes("musl"),
      )
      .map(([path]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1])
      .filter((name) => name !== undefined),
  );
}

/** @param {Set<string>} names */
function countPresent(names) {
  let present = 0;
  for (const name of names) if (existsSync(join(ROOT, "node_modules", name, "package.json"))) present += 1;
  return present;
}

/** @param {ReturnType<import("./progress.mjs").createScreen>} screen */
export async function ensureInstalled(screen) {
  if (isInstalled(ROOT)) return;
  await screen.step("install packages (npm ci)", async (update) => {
    const names = wantedNames(ROOT);
    const timer = setInterval(() => update("", countPresent(names), names.size), LOOK_EVERY_MS);
    const npm = process.env.npm_execpath;
    const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--include=dev", "--include=optional"];
    try {
      if (npm?.endsWith(".js")) await runQuietly(process.execPath, [npm, ...args]);
      else await runQuietly(process.platform === "win32" ? "npm.cmd" : "npm", args);
    } finally {
      clearInterval(timer);
    }
    writeFileSync(join(ROOT, "node_modules/.chainglass-lock"), `${lockHash(ROOT)}\n`);
  });
}
