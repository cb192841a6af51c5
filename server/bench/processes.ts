/** The processes of a running product and what memory they hold, as the operating system tells it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface ProcessSample {
  readonly name: string;
  readonly rssMiB: number;
}

/** The supervisor's descendants, named by what they run. */
export async function processes(root: number): Promise<ProcessSample[]> {
  const { stdout } = await run("ps", ["-eo", "pid=,ppid=,rss=,args="]);
  const all = stdout.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match
      ? [{ pid: Number(match[1]), parent: Number(match[2]), rss: Number(match[3]), args: match[4] ?? "" }]
      : [];
  });
  const family = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of all)
      if (family.has(parent) && !family.has(pid)) {
        family.add(pid);
        grown = true;
      }
  }
  return all
    .filter(({ pid, args }) => family.has(pid) && /server\/[\w/]*main\.ts/.test(args))
    .map(({ args, rss }) => ({
      name: /([\w-]+)\/node\.json/.exec(args)?.[1] ?? /server\/([\w/]*?)\/?main\.ts/.exec(args)?.[1] ?? args,
      rssMiB: rss / 1024,
    }));
}
