/** `npm run check`: types, lint, import rules, the contract's rules, and whether generated code is current. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin, ROOT, runQuietly, Stop } from "./steps.mjs";

/** @typedef {ReturnType<import("./progress.mjs").createScreen>} Screen */

const PRISMA = { ...process.env, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };

/** @type {[name: string, work: () => Promise<unknown>][]} */
const CHECKS = [
  ["types", () => runQuietly(bin("tsc"), ["--noEmit", "-p", "."])],
  ["types of the pure rooms", () => runQuietly(bin("tsc"), ["--noEmit", "-p", "tsconfig.pure.json"])],
  ["lint, format and import rules (biome)", () => runQuietly(bin("biome"), ["check", "."])],
  ["contract (buf lint)", () => runQuietly(bin("buf"), ["lint"], { cwd: join(ROOT, "proto") })],
  ["contract keeps its promises (buf breaking)", checkBreaking],
  ["proto/gen is current", checkProto],
  ["prisma/gen is current", checkPrisma],
];

/** @param {Screen} screen */
export async function runChecks(screen) {
  let failures = 0;
  for (const [name, work] of CHECKS) {
    try {
      await screen.step(name, work);
    } catch (error) {
      failures += 1;
      process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  process.stdout.write(`${CHECKS.length - failures} of ${CHECKS.length} checks passed\n`);
  return failures === 0 ? 0 : 1;
}

/** @param {Screen} screen */
export async function generate(screen) {
  await screen.step("proto/gen (buf generate)", () =>
    runQuietly(bin("buf"), ["generate"], { cwd: join(ROOT, "proto") }),
  );
  await screen.step("prisma/gen (prisma generate)", () => runQuietly(bin("prisma"), ["generate"], { env: PRISMA }));
  return 0;
}

/** Against the last commit of main; without git or a commit there is nothing to break. */
async function checkBreaking() {
  const git = (...args) =>
    execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const base = ["origin/main", "main"].find((ref) => {
    try {
      return git("ls-tree", ref, "proto/buf.yaml").trim() !== "";
    } catch {
      return false;
    }
  });
  if (!base) return;
  const folder = mkdtempSync(join(tmpdir(), "chainglass-proto-"));
  try {
    const tar = join(folder, "proto.tar");
    git("archive", "--format=tar", `--output=${tar}`, `${base}:proto`);
    await runQuietly(bin("buf"), ["breaking", "--against", tar], { cwd: join(ROOT, "proto") });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkProto() {
  const folder = mkdtempSync(join(tmpdir(), "chainglass-gen-"));
  try {
    await runQuietly(bin("buf"), ["generate", "--output", folder], { cwd: join(ROOT, "proto") });
    compareFolders(join(ROOT, "proto/gen"), join(folder, "gen"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a copy: the generator writes beside its schema. */
async function checkPrisma() {
  const folder = mkdtempSync(join(tmpdir(), "chainglass-gen-"));
  try {
    for (const entry of ["prisma", "prisma.config.ts", "package.json"]) {
      cpSync(join(ROOT, entry), join(folder, entry), {
        recursive: true,
        filter: (path) => !path.startsWith(join(ROOT, "prisma/gen")),
      });
    }
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    await runQuietly(bin("prisma"), ["generate"], { env: PRISMA, cwd: folder });
    compareFolders(join(ROOT, "prisma/gen"), join(folder, "prisma/gen"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} committed @param {string} fresh */
function compareFolders(committed, fresh) {
  const list = (folder) =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
      : [];
  const names = [...new Set([...list(committed), ...list(fresh)])].sort();
  const stale = names.filter((name) => {
    const [a, b] = [join(committed, name), join(fresh, name)];
    return !existsSync(a) || !existsSync(b) || !readFileSync(a).equals(readFileSync(b));
  });
  if (stale.length > 0) throw new Stop(`  not current: ${stale.join(", ")} (npm run generate, then commit)`);
}
