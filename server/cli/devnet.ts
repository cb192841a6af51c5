/** `chainglass devnet`: what the nodes of a devnet on this machine say. What it takes to ask them is loaded when it is done. */
import { Command } from "commander";

export function devnetCommand(): Command {
  const devnet = new Command("devnet").description("The devnet on this machine.");
  devnet
    .command("status")
    .description("Its nodes and their heights; succeeds when all of them answer.")
    .option("--network <name>", "which network", "alpha")
    .option("--json", "machine-readable output")
    .addHelpText("after", "\nExample:\n  chainglass devnet status --json")
    .action(async (flags: { network: string; json?: boolean }) => (await import("./devnet-work")).status(flags));
  return devnet;
}
