/** What every command of the repository needs: where things are, and running a program quietly until it fails. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const NODE_WANTED = [20, 19];

/** A sentence for people; nothing else is shown. */
export class Stop extends Error {
  name = "Stop";
}

/**
 * @param {string} version as in process.versions.node
 * @returns {string | null} what is wrong with it
 */
export function refuseNode(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor, wantedMinor] = NODE_WANTED;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return null;
  return `Chainglass needs Node.js ${wantedMajor}.${wantedMinor} or newer; this is ${version} (${process.execPath}).`;
}

/** A program of node_modules. @param {string} name */
export const bin = (name) => join(ROOT, "node_modules/.bin", process.platform === "win32" ? `${name}.cmd` : name);

/** Runs a program quietly; its output is shown when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{env?: NodeJS.ProcessEnv, cwd?: string, onLine?: (line: string) => void}} [options]
 * @returns {Promise<string>} what it wrote
 */
export function runQuietly(command, args, { env = process.env, cwd = ROOT, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
        if (onLine) for (const line of text.split("\n")) if (line.trim()) onLine(line.trim());
      });
    }
    const shown = `${[command, ...args].join(" ").replaceAll(`${ROOT}/`, "")}`;
    child.once("error", (error) => reject(new Stop(`${shown} can't be run: ${error.message}`)));
    child.once("close", (code, signal) =>
      code === 0
        ? resolve(output)
        : reject(new Stop(`${output.trim()}\n${shown} failed (${signal ?? `exit code ${code}`})`)),
    );
  });
}

/** Runs a program in the foreground; Ctrl-C is the program's to answer. @returns {Promise<number>} its exit code
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{env?: NodeJS.ProcessEnv, ipc?: boolean}} [options]
 */
export function runVisibly(command, args, { env = process.env, ipc = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env,
      stdio: ["inherit", "inherit", "inherit", ...(ipc ? ["ipc"] : [])],
    });
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => child.kill(signal);
    const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
    for (const signal of signals) process.on(signal, forward);
    const finish = (code) => {
      for (const signal of signals) process.off(signal, forward);
      resolve(code);
    };
    child.once("error", (error) => {
      process.stderr.write(`${command} can't be run: ${error.message}\n`);
      finish(1);
    });
    child.once("exit", (code, signal) => {
      if (signal) process.stderr.write(`ended (killed by ${signal})\n`);
      finish(code ?? 1);
    });
  });
}
