/**
 * One supervised process: started, waited for until it's ready, started again with a back-off when it ends by itself, and
 * stopped in order. Runs in a process group of its own, so that Ctrl-C in a terminal reaches the supervisor only and the
 * order of stopping is the supervisor's. What it writes goes to its log.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { LogFile } from "./log-file";
import type { RunFolder, StopSignal } from "./run-folder";

/** Long enough that people see it's gone, on the page too. */
const RESTART_FIRST_MS = 3000;
const RESTART_MAX_MS = 30_000;
/** After this long in health, the next end counts as the first. */
const HEALTHY_MS = 60_000;
/** Longer than the child's own limit (lib/lifecycle). */
const STOP_LIMIT_MS = 12_000;
/** A child that is killed before it was ever ready is no child that can't start. */
const KILLED_STARTS_MAX = 5;

const Message = z.union([
  z.object({ type: z.literal("ready"), facts: z.record(z.string(), z.union([z.string(), z.number()])) }),
  z.object({
    type: z.literal("progress"),
    step: z.string(),
    done: z.number().optional(),
    total: z.number().optional(),
  }),
]);

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly stopSignal: StopSignal;
  readonly readyLimitMs: number;
  /** How it tells that it's ready, for processes that aren't ours; ours say it over IPC. */
  readonly probe?: (signal: AbortSignal) => Promise<void>;
  readonly restartFirstMs?: number;
  readonly restartMaxMs?: number;
  /** How often a first start that ends by itself is tried; one that is killed from outside is tried again anyway. */
  readonly startAttempts?: number;
}

export interface ChildHost {
  readonly run: RunFolder;
  readonly log: LogFile;
  /** One line for people. */
  say(line: string): void;
  progress(step: string, done?: number, total?: number): void;
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Child {
  private readonly abort = new AbortController();
  private process: ChildProcess | null = null;
  /** Null while it runs. */
  private ending: Ending | null = null;
  private ended: Promise<Ending> = Promise.resolve({ code: 0, signal: null });
  private watching: Promise<void> = Promise.resolve();

  constructor(
    private readonly spec: ChildSpec,
    private readonly host: ChildHost,
  ) {}

  get name(): string {
    return this.spec.name;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Starts it and waits until it's ready. @throws Error with its last words when it ends first or takes too long */
  async start(): Promise<void> {
    try {
      await this.launchFirst();
    } catch (error) {
      if (this.abort.signal.aborted) throw error;
      const words = this.host.log.tail();
      throw new Error(
        `${this.name} did not start: ${messageOf(error)}${words ? `\n${words}` : ""}\n(all of it: ${this.host.log.path})`,
      );
    }
    this.watching = this.watch();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    const child = this.process;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill(this.spec.stopSignal);
      const limit = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
      await this.ended;
      clearTimeout(limit);
    }
    await this.watching;
  }

  private async launchFirst(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.launch();
      } catch (error) {
        const ending = this.ending;
        const attemptsMax = ending?.signal ? KILLED_STARTS_MAX : 1;
        if (!ending || this.abort.signal.aborted || attempt >= Math.max(attemptsMax, this.spec.startAttempts ?? 1))
          throw error;
        this.host.say(`${this.name} ended (${describe(ending)}) before it was ready; starting it again`);
        await sleep(this.spec.restartFirstMs ?? RESTART_FIRST_MS, undefined, { signal: this.abort.signal });
      }
    }
  }

  private async launch(): Promise<void> {
    const { spec, host } = this;
    const output = host.log.open();
    const ids = spec.uid === undefined || spec.gid === undefined ? {} : { uid: spec.uid, gid: spec.gid };
    const child = spawn(spec.command, [...spec.args], {
      ...ids,
      cwd: spec.cwd,
      env: spec.environment,
      detached: true,
      stdio: ["ignore", output.fd, output.fd, ...(spec.probe ? [] : ["ipc" as const])],
    });
    output.close();
    this.process = child;
    this.ending = null;
    this.ended = new Promise((done) => {
      child.once("error", () => done({ code: 127, signal: null }));
      child.once("exit", (code, signal) => done({ code, signal }));
    }).then((ending) => {
      host.run.remove(spec.name);
      this.ending = ending as Ending;
      return ending as Ending;
    });
    if (child.pid !== undefined) host.run.write(spec.name, child.pid, spec.stopSignal);
    await this.waitUntilReady(child);
  }

  private async waitUntilReady(child: ChildProcess): Promise<void> {
    const { spec } = this;
    const waiting = new AbortController();
    const limit = setTimeout(
      () => waiting.abort(new Error(`it was not ready after ${spec.readyLimitMs / 1000} s`)),
      spec.readyLimitMs,
    );
    const signal = AbortSignal.any([waiting.signal, this.abort.signal]);
    try {
      await Promise.race([
        spec.probe ? spec.probe(signal) : this.readyMessage(child),
        this.ended.then((ending) => Promise.reject(new Error(`it ended (${describe(ending)})`))),
        rejectOn(signal),
      ]);
    } catch (error) {
      child.kill(this.abort.signal.aborted ? spec.stopSignal : "SIGKILL");
      throw signal.aborted ? signal.reason : error;
    } finally {
      clearTimeout(limit);
      waiting.abort();
    }
  }

  private readyMessage(child: ChildProcess): Promise<void> {
    return new Promise((done) => {
      child.on("message", (raw) => {
        const message = Message.safeParse(raw);
        if (!message.success) return;
        if (message.data.type === "ready") done();
        else this.host.progress(message.data.step, message.data.done, message.data.total);
      });
    });
  }

  /** Until it's stopped: each end is said and answered by a start. */
  private async watch(): Promise<void> {
    const { signal } = this.abort;
    const first = this.spec.restartFirstMs ?? RESTART_FIRST_MS;
    const max = this.spec.restartMaxMs ?? RESTART_MAX_MS;
    let delay = first;
    let readySince = performance.now();
    let failure: string | null = null;
    for (;;) {
      const ending = await this.ended;
      if (signal.aborted) return;
      if (performance.now() - readySince > HEALTHY_MS) delay = first;
      const what =
        failure === null ? `ended (${describe(ending)}); starting it again` : `did not start: ${failure}; trying again`;
      this.host.say(
        `${this.name} ${what} in ${formatSeconds(delay)}` +
          (delay === first ? "" : ` (its log: ${this.host.log.path})`),
      );
      await sleep(delay, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      delay = Math.min(delay * 2, max);
      try {
        await this.launch();
        failure = null;
        readySince = performance.now();
        this.host.say(`${this.name} is running again (pid ${this.pid})`);
      } catch (error) {
        if (signal.aborted) return;
        failure = messageOf(error);
        readySince = performance.now();
      }
    }
  }
}

function describe({ code, signal }: Ending): string {
  return signal === null ? `exit code ${code}` : `killed by ${signal}`;
}

function formatSeconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, fail) => {
    if (signal.aborted) fail(signal.reason);
    signal.addEventListener("abort", () => fail(signal.reason), { once: true });
  });
}
