/**
 * Who runs Postgres. It refuses to run as root, so root lends it an account that every Unix has; an ordinary user runs it
 * himself. Root's folders are often closed to others (a clone under /root, a temporary folder): there Postgres gets the one
 * capability that opens them, and where that is not to be had, its programs and data lie outside, at a place that is said.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { binariesIn, type PostgresBinaries } from "./binaries";

/** Accounts that root may lend, the most fitting first. */
const ACCOUNTS = ["postgres", "nobody"] as const;

/** Where things go that lie closed to others at their own place; it survives a restart of the machine. */
const OUTSIDE = "/var/tmp";

export interface Runner {
  readonly uid?: number;
  readonly gid?: number;
  /** What stands before the program on its command line. */
  readonly prefix: readonly string[];
  readonly binaries: PostgresBinaries;
  /** The folder of everything that is Postgres's. */
  readonly base: string;
}

/** @param base the wanted folder; the answer's may be another, see above */
export function chooseRunner(binaries: PostgresBinaries, base: string): Runner {
  if (process.getuid?.() !== 0) {
    mkdirSync(base, { recursive: true, mode: 0o700 });
    return { prefix: [], binaries, base };
  }
  const account = findAccount();
  mkdirSync(dirname(base), { recursive: true });
  const lent: Trial = { ...account, prefix: [] };
  // Postgres asks access(2) for its programs, which ignores capabilities: closed ones need a copy in any case.
  const runnable = succeeds(lent, binaries.postgres, ["--version"]) ? binaries : copyOut(binaries);
  if (canReach(lent, dirname(base))) return owned({ ...lent, binaries: runnable, base }, account);
  const capable: Trial = { prefix: capablePrefix(account) };
  if (canReach(capable, dirname(base))) return owned({ ...capable, binaries: runnable, base }, account);
  return owned({ ...lent, binaries: runnable, base: join(OUTSIDE, `chainglass-${digest(base)}`) }, account);
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

function findAccount(): Account {
  for (const name of ACCOUNTS) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
      const account = { uid: id("-u"), gid: id("-g") };
      if (account.uid > 0) return account;
    } catch {
      // The next one.
    }
  }
  throw new Error(
    `Postgres doesn't run as root, and there is no account "${ACCOUNTS.join('" or "')}" to lend it: start as an ordinary user, or set DATABASE_URL.`,
  );
}

/** Passing closed folders without being root: Linux's ambient capabilities, given by util-linux's setpriv. */
function capablePrefix({ uid, gid }: Account): string[] {
  const capability = "+dac_override";
  return [
    "setpriv",
    `--reuid=${uid}`,
    `--regid=${gid}`,
    "--clear-groups",
    `--inh-caps=${capability}`,
    `--ambient-caps=${capability}`,
    "--",
  ];
}

type Trial = Omit<Runner, "base" | "binaries">;

function succeeds(runner: Trial, program: string, args: readonly string[]): boolean {
  const [command = program, ...rest] = [...runner.prefix, program, ...args];
  const ids = runner.uid === undefined || runner.gid === undefined ? {} : { uid: runner.uid, gid: runner.gid };
  return spawnSync(command, rest, { ...ids, stdio: "ignore", cwd: "/" }).status === 0;
}

/** By going there: `test -x` asks access(2), see above. */
const canReach = (runner: Trial, folder: string) => succeeds(runner, "sh", ["-c", 'cd "$1"', "sh", folder]);

function owned(runner: Runner, account: Account): Runner {
  mkdirSync(runner.base, { recursive: true, mode: 0o700 });
  chownSync(runner.base, account.uid, account.gid);
  return runner;
}

/** A copy of the programs that everyone may run, made whole or not at all. */
function copyOut(binaries: PostgresBinaries): PostgresBinaries {
  const target = join(OUTSIDE, `chainglass-postgres-${digest(binaries.native)}`);
  if (!existsSync(target)) {
    const half = `${target}.${process.pid}`;
    cpSync(binaries.native, half, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(half, target);
    } catch {
      rmSync(half, { recursive: true, force: true });
    }
  }
  return binariesIn(target);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
