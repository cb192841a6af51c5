/**
 * All children of one start, in the order of their needs: each is ready before the next one starts, and they stop in the
 * opposite order. What a start needs is given from outside (plan.ts); this file knows no child by name.
 */
import { join } from "node:path";
import { Child, type ChildSpec } from "./child";
import { LogFile } from "./log-file";
import type { RunFolder } from "./run-folder";

const ROTATE_EVERY_MS = 30_000;

/** What people see while it works. */
export interface Screen {
  /** Runs a step; its time is shown. */
  step<T>(
    name: string,
    work: (update: (detail: string, done?: number, total?: number) => void) => Promise<T>,
  ): Promise<T>;
  /** One line. */
  say(line: string): void;
}

/** Children of a group start and stop together. */
export interface Group {
  readonly title: string;
  readonly children: readonly ChildSpec[];
}

export class Supervisor {
  private readonly groups: Child[][] = [];
  private readonly logs: LogFile[] = [];
  private readonly rotation = setInterval(() => this.rotate(), ROTATE_EVERY_MS).unref();

  constructor(
    private readonly dataDir: string,
    private readonly run: RunFolder,
    private readonly screen: Screen,
  ) {}

  /** Starts the groups in order. @throws Error of the first child that does not start; stop() then ends the others */
  async start(groups: readonly Group[], signal: AbortSignal): Promise<void> {
    for (const group of groups) {
      signal.throwIfAborted();
      await this.screen.step(group.title, async (update) => {
        const children = group.children.map((spec) => this.create(spec, update));
        this.groups.push(children);
        let ready = 0;
        const starts = children.map(async (child) => {
          await child.start();
          ready += 1;
          if (children.length > 1) update(`${ready} of ${children.length}`, ready, children.length);
        });
        await Promise.all(starts);
      });
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.rotation);
    for (const children of this.groups.toReversed()) await Promise.all(children.map((child) => child.stop()));
  }

  private create(spec: ChildSpec, update: (detail: string, done?: number, total?: number) => void): Child {
    const log = new LogFile(join(this.dataDir, "logs"), spec.name);
    this.logs.push(log);
    return new Child(spec, { run: this.run, log, say: (line) => this.screen.say(line), progress: update });
  }

  private rotate(): void {
    for (const log of this.logs) log.rotate();
  }
}
