import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isBuilt, sourceHash } from "./build.mjs";
import { isInstalled, lockHash } from "./install.mjs";
import { createScreen, formatBar, formatElapsed } from "./progress.mjs";
import { playwrightTotals, summary, vitestTotals } from "./report.mjs";
import { refuseNode } from "./steps.mjs";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "chainglass-boot-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const LOCK = {
  packages: {
    "": { name: "x" },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/other-os": { version: "1.0.0", optional: true },
  },
};

describe("what is installed", () => {
  beforeEach(() => write("package-lock.json", JSON.stringify(LOCK)));

  it("is nothing in a fresh clone", () => expect(isInstalled(root)).toBe(false));

  it("is known by the lock's hash, until the lock changes", () => {
    write("node_modules/.chainglass-lock", `${lockHash(root)}\n`);
    expect(isInstalled(root)).toBe(true);
    write("package-lock.json", JSON.stringify({ ...LOCK, more: 1 }));
    expect(isInstalled(root)).toBe(false);
  });

  it("is recognised after an install by hand, when every version fits", () => {
    write("node_modules/a/package.json", "{}");
    write("node_modules/.package-lock.json", JSON.stringify({ packages: { "node_modules/a": { version: "0.9.0" } } }));
    expect(isInstalled(root)).toBe(false);
    write("node_modules/.package-lock.json", JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }));
    expect(isInstalled(root)).toBe(true);
  });
});

describe("a stamp of an older lock", () => {
  it("does not hide an install by hand: installing again would empty node_modules under whoever uses it", () => {
    write("package-lock.json", JSON.stringify(LOCK));
    write("node_modules/.chainglass-lock", "of an older lock\n");
    expect(isInstalled(root)).toBe(false);
    write("node_modules/a/package.json", "{}");
    write("node_modules/.package-lock.json", JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }));
    expect(isInstalled(root)).toBe(true);
  });
});

describe("whether the build is stale", () => {
  beforeEach(() => {
    write("app/page.tsx", "1");
    write("server/api/index.ts", "1");
    write(".next/BUILD_ID", "x");
    write(".next/.chainglass-build", sourceHash(root));
  });

  it("is told by contents", () => {
    expect(isBuilt(root)).toBe(true);
    write("app/page.tsx", "1");
    expect(isBuilt(root)).toBe(true);
  });

  it.each(["app/page.tsx", "app/new.tsx", "server/api/index.ts", "next.config.js", "public/x.svg"])(
    "changes with %s",
    (path) => {
      write(path, "2");
      expect(isBuilt(root)).toBe(false);
    },
  );

  it.each(["server/node/main.ts", "app/page.test.tsx", "README.md"])("does not change with %s", (path) => {
    write(path, "2");
    expect(isBuilt(root)).toBe(true);
  });

  it("is told when a build was interrupted", () => {
    rmSync(join(root, ".next/BUILD_ID"));
    expect(isBuilt(root)).toBe(false);
  });
});

describe("the rest", () => {
  it("refuses an old Node.js by name", () => {
    expect(refuseNode("20.18.3")).toContain("needs Node.js 20.19 or newer; this is 20.18.3");
    expect(["20.19.0", "20.20.2", "22.1.0", "24.0.0"].map(refuseNode)).toEqual([null, null, null, null]);
  });

  it("shows times and bars", () => {
    expect([formatElapsed(2340), formatElapsed(83_000)]).toEqual(["2.3 s", "1 min 23 s"]);
    expect(formatBar(5, 10)).toBe("[##########..........] 5/10");
  });

  it("writes no control codes where nobody looks", async () => {
    const parts: string[] = [];
    const screen = createScreen({ write: (part: string) => parts.push(part) });
    await screen.step("a", async (update) => update("half", 1, 2));
    await expect(screen.step("b", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(parts.join("")).toMatch(/^✓ a {2}\d\.\d s\n✗ b {2}\d\.\d s\n$/);
  });

  it("sums up both runners and names what was skipped", () => {
    const file = (status: string, ...states: string[]) => ({
      name: "/r/server/x/a.test.ts",
      status,
      assertionResults: states.map((state, index) => ({ status: state, fullName: `t${index}`, meta: {} })),
    });
    const unit = vitestTotals({ testResults: [file("passed", "passed", "skipped"), file("failed")] });
    const spec = (status: string, annotations: unknown[] = []) => ({
      file: "e.spec.ts",
      title: status,
      tests: [{ status, annotations }],
    });
    const skipped = spec("skipped", [{ type: "skip", description: "no WebGL here" }]);
    const browser = playwrightTotals({
      suites: [{ specs: [spec("expected")], suites: [{ specs: [spec("unexpected"), skipped] }] }],
    });
    const lines = summary([unit, browser]);
    expect(lines.at(-1)).toBe("2 passed, 2 failed, 2 skipped");
    expect(lines).toContain("skipped  e.spec.ts: skipped  (no WebGL here)");
    expect([unit.ran, browser.ran, vitestTotals({}).ran]).toEqual([true, true, false]);
  });
});
