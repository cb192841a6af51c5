import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identify, isAlive } from "./identity";
import { LogFile } from "./log-file";
import { checkPorts } from "./ports";
import { lockRunFolder } from "./run-folder";

let dataDir = "";
const processes: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "chainglass-run-"));
});

afterEach(() => {
  for (const child of processes.splice(0)) child.kill("SIGKILL");
  for (const name of pidNames()) {
    const pid = pidOf(name);
    if (pid !== null && isAlive(pid)) process.kill(pid, "SIGKILL");
  }
  rmSync(dataDir, { recursive: true, force: true });
});

interface Watched {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
}

function supervise(modes: string): Watched {
  const script = join(import.meta.dirname, "testdata/supervise.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, dataDir, modes], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  processes.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += String(text)));
  return { child, ended: new Promise((done) => child.once("close", (code) => done(code))), output: () => output };
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > 20_000) throw new Error(`waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

const pidNames = () =>
  existsSync(join(dataDir, "run"))
    ? readdirSync(join(dataDir, "run"))
        .filter((file) => file.endsWith(".json"))
        .map((file) => file.slice(0, -5))
    : [];

function pidOf(name: string): number | null {
  const file = join(dataDir, "run", `${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { pid: number }).pid : null;
}

async function ready(watched: Watched): Promise<Watched> {
  await until(() => /ready|error/.test(watched.output()), "ready");
  expect(watched.output()).toContain("ready");
  return watched;
}

describe("the supervisor", () => {
  it("starts a killed child again and says so, then stops all and leaves nothing", async () => {
    const watched = await ready(supervise("good,good"));
    const first = pidOf("good-1") ?? 0;
    process.kill(first, "SIGKILL");
    await until(() => watched.output().includes("running again"), "restart");
    expect(watched.output()).toContain("good-1 ended (killed by SIGKILL); starting it again in 0.1 s");
    const pids = ["good-0", "good-1"].map((name) => pidOf(name) ?? 0);
    expect(pids[1]).not.toBe(first);
    expect(pids.every(isAlive)).toBe(true);
    watched.child.kill("SIGTERM");
    expect(await watched.ended).toBe(0);
    expect(pids.some(isAlive)).toBe(false);
    expect(pidNames()).toEqual([]);
  });

  it("says the last words of a child that does not start, and stops the others", async () => {
    const watched = supervise("good,bad");
    expect(await watched.ended).toBe(1);
    expect(watched.output()).toContain("bad-1 did not start: it ended (exit code 3)");
    expect(watched.output()).toContain("can't read its settings");
    expect(pidNames()).toEqual([]);
  });

  it("gives up on a child that is never ready", async () => {
    const watched = supervise("silent");
    expect(await watched.ended).toBe(1);
    expect(watched.output()).toContain("silent-0 did not start: it was not ready after 3 s");
  });

  it("refuses a second one on the same folder, naming the first", async () => {
    const watched = await ready(supervise("good"));
    const second = supervise("good");
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`already running on ${dataDir} (pid ${watched.child.pid})`);
    expect(isAlive(pidOf("good-0") ?? 0)).toBe(true);
  });

  it("is taken over after kill -9: orphans that stay are ended, the others end by themselves", async () => {
    const watched = await ready(supervise("good,stubborn"));
    const [good, stubborn] = [pidOf("good-0") ?? 0, pidOf("stubborn-1") ?? 0];
    watched.child.kill("SIGKILL");
    await watched.ended;
    await until(() => !isAlive(good), "the end of a child without its supervisor");
    expect(isAlive(stubborn)).toBe(true);
    const next = await ready(supervise("good"));
    expect(next.output()).toContain("orphans stubborn-1");
    expect(isAlive(stubborn)).toBe(false);
  });
});

describe("the run folder", () => {
  it("never ends a process that only has an old one's pid", async () => {
    const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    processes.push(stranger);
    const pid = stranger.pid ?? 0;
    await until(() => identify(pid) !== null, "the stranger");
    mkdirSync(join(dataDir, "run"), { recursive: true });
    for (const name of ["alpha-1", "supervisor"])
      writeFileSync(join(dataDir, "run", `${name}.json`), JSON.stringify({ pid, started: "1" }));
    const run = lockRunFolder(dataDir);
    expect(await run.endOrphans()).toEqual([]);
    expect(isAlive(pid)).toBe(true);
    run.release();
  });

  it("survives files that a crash left half written", async () => {
    mkdirSync(join(dataDir, "run"), { recursive: true });
    for (const name of ["alpha-1", "supervisor"]) writeFileSync(join(dataDir, "run", `${name}.json`), '{"pi');
    const run = lockRunFolder(dataDir);
    expect(await run.endOrphans()).toEqual([]);
    run.release();
    expect(pidNames()).toEqual([]);
  });
});

describe("ports", () => {
  it("names a taken one with its setting", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const want = { port, host: "127.0.0.1", what: "node 1", setting: "CHAINGLASS_GRPC_PORT", example: "X=1" };
    await expect(checkPorts([want])).rejects.toThrow(
      `Port ${port}, for node 1, is taken by another program: set CHAINGLASS_GRPC_PORT to another, as in X=1.`,
    );
    await new Promise((done) => server.close(done));
    await expect(checkPorts([want])).resolves.toBeUndefined();
  });

  it("refuses a port beyond the last", async () => {
    const want = { port: 65_536, what: "node 4", setting: "CHAINGLASS_GRPC_PORT", example: "X=1" };
    await expect(checkPorts([want])).rejects.toThrow("65536, which does not exist");
  });
});

describe("logs", () => {
  it("are bounded: a child goes on writing while older lines move away", () => {
    const log = new LogFile(dataDir, "x");
    const output = log.open();
    for (let round = 0; round < 5; round++) {
      writeFileSync(output.fd, `round ${round} ${"x".repeat(1000)}\n`);
      log.rotate(500);
    }
    writeFileSync(output.fd, "last words\n");
    output.close();
    expect(log.tail()).toBe("last words");
    expect(readdirSync(dataDir).sort()).toEqual(["x.log", "x.log.1", "x.log.2"]);
    expect(statSync(join(dataDir, "x.log")).size).toBeLessThan(20);
  });
});
