/** The `chainglass` command: a file a subcommand, light, so that help comes at once. Exit code 0 only on success; a failure is one sentence on stderr. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { devnetCommand } from "./devnet";
import { Refusal, sentenceOf } from "./failure";
import { gatewayCommand } from "./gateway";
import { keysCommand } from "./keys";
import { nodeCommand } from "./node";
import { txCommand } from "./tx";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const program = new Command("chainglass")
  .description("Block explorer and node console for chains that organisations run themselves.")
  .version(version)
  .showHelpAfterError("(--help shows what is known)")
  .exitOverride();
for (const command of [txCommand(), gatewayCommand(), nodeCommand(), keysCommand(), devnetCommand()])
  program.addCommand(command);
// Subcommands are built apart from the program and don't inherit its way to exit.
const inherit = (command: Command): void => {
  for (const child of command.commands) {
    child.exitOverride().showHelpAfterError("(--help shows what is known)");
    inherit(child);
  }
};
inherit(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  // Commander has said it already; --help and --version are successes.
  if (error instanceof CommanderError) process.exit(error.exitCode);
  process.stderr.write(`${await sentenceOf(error)}\n`);
  process.exit(error instanceof Refusal ? error.exitCode : 1);
}
