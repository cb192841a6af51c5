/** `chainglass node`: one node in the foreground. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { Refusal } from "./failure";

export function nodeCommand(): Command {
  const node = new Command("node").description("Nodes.");
  node
    .command("run")
    .description("Run one node until Ctrl-C; its log goes to stderr.")
    .usage("--config <file> [options]")
    .requiredOption("--config <file>", "required: the node's settings, as npm start writes them for a devnet")
    .addHelpText("after", "\nExample:\n  chainglass node run --config .chainglass/devnet/alpha/alpha-1/node.json")
    .action(run);
  return node;
}

/** A process of its own: its workers inherit its loader, which this one has only registered. */
async function run(flags: { config: string }): Promise<void> {
  const config = resolve(flags.config);
  if (!existsSync(config)) throw new Refusal(`${flags.config} does not exist.`);
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const args = ["--import", "tsx", join(root, "server/node/main.ts"), "--config", config];
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => child.kill(name));
  const code = await new Promise<number>((done) => {
    child.once("error", () => done(1));
    child.once("exit", (exitCode) => done(exitCode ?? 1));
  });
  process.exit(code);
}
