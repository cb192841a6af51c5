/**
 * The production build of the pages, made again only when something that goes into it has changed. Hashes contents, not
 * times: a fresh clone has new times, and a checkout of another commit may have old ones.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bin, ROOT, runQuietly } from "./steps.mjs";

const FILES = ["next.config.js", "package-lock.json", "package.json", "tsconfig.json"];
const FOLDERS = ["app", "public", "proto/gen", "prisma/gen"];
/** Rooms that pages never import. */
const OTHER_ROOMS = new Set([
  "boot",
  "devnet",
  "cli",
  "sim",
  "bench",
  "node",
  "indexer",
  "gateway",
  "ledger",
  "consensus",
  "web",
]);

/** @param {string} root @returns {string} */
export function sourceHash(root) {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0] ?? "");
  const rooms = existsSync(join(root, "server"))
    ? readdirSync(join(root, "server"), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !OTHER_ROOMS.has(entry.name))
        .map((entry) => `server/${entry.name}`)
    : [];
  const files = [...FILES, ...[...FOLDERS, ...rooms].flatMap((folder) => filesBelow(root, folder))]
    .filter((file) => existsSync(join(root, file)))
    .sort();
  for (const file of files) {
    hash.update(`${file}\0`);
    hash.update(
      createHash("sha256")
        .update(readFileSync(join(root, file)))
        .digest(),
    );
  }
  return hash.digest("hex");
}

/** @param {string} root @param {string} folder @returns {string[]} */
function filesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1));
}

const STAMP = ".next/.chainglass-build";

/** @param {string} root */
export function isBuilt(root) {
  const stamp = join(root, STAMP);
  if (!existsSync(stamp) || !existsSync(join(root, ".next/BUILD_ID"))) return false;
  return readFileSync(stamp, "utf8").trim() === sourceHash(root);
}

/** @param {ReturnType<import("./progress.mjs").createScreen>} screen */
export async function ensureBuilt(screen) {
  if (isBuilt(ROOT)) return;
  await screen.step("build pages (next build)", async () => {
    // Before, so that a change during the build is seen the next time.
    const hash = sourceHash(ROOT);
    rmSync(join(ROOT, STAMP), { force: true });
    const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    await runQuietly(bin("next"), ["build"], { env });
    writeFileSync(join(ROOT, STAMP), `${hash}\n`);
  });
}
