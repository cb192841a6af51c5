/**
 * The house rules that the linter's spellings can't hold: relative imports stay inside their room, every import by name
 * leads to a curated index, and nothing that ships imports the simulator.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const SKIPPED = new Set(["node_modules", "gen", "testdata"]);

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function imports(file: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/^(?:import|export)\b[^;]*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm)].map(
    ([, from, dynamic]) => from ?? dynamic ?? "",
  );
}

/** `server/node` for all below it; `app` for the whole of the pages. */
function roomOf(path: string): string {
  const [top = "", second = ""] = path.split("/");
  return top === "server" ? `${top}/${second}` : top;
}

const files = [...sources("server"), ...sources("app")];

/** Files outside a room that are meant for several: the environment and the contract of each. */
const SHARED = /^server\/config$/;

describe("the house", () => {
  it("has relative imports inside a room only", () => {
    const escapes = files.flatMap((file) =>
      imports(file)
        .filter((name) => name.startsWith("."))
        .map((name) => relative(ROOT, resolve(ROOT, dirname(file), name)))
        .filter((target) => roomOf(target) !== roomOf(file) && !SHARED.test(target))
        .map((target) => `${file} -> ${target}`),
    );
    expect(escapes.filter((line) => !line.startsWith("server/main.ts"))).toEqual([]);
  });

  it("reads the environment in one place, from the mains", () => {
    const readers = files.filter(
      (file) =>
        imports(file).some((name) => name.endsWith("/config")) &&
        !/(main|config|\.test)\.ts$/.test(file) &&
        !file.startsWith("server/cli/"),
    );
    expect(readers).toEqual([]);
  });

  it("ships without the simulator", () => {
    const users = files.filter(
      (file) =>
        !/^server\/sim\/|\.test\.ts$/.test(file) && imports(file).some((name) => name.startsWith("#server/sim")),
    );
    expect(users).toEqual([]);
  });

  it("keeps files short", () => {
    const long = files
      .map((file) => ({ file, lines: readFileSync(join(ROOT, file), "utf8").split("\n").length }))
      .filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });
});
