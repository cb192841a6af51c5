/** `chainglass tx`: signs and sends a transaction, and shows one. What it takes to do so is loaded when it is done. */
import { Command, Option } from "commander";
import type { Flags } from "./target";
import type { SendFlags } from "./tx-work";

export function txCommand(): Command {
  const tx = new Command("tx").description("Transactions: send one, show one.");
  tx.command("send")
    .description("Sign a transaction here and hand it to a node.")
    .usage("--to <address> --value <amount> [options]")
    .requiredOption("--to <address>", "required: who receives, 0x and 40 hex digits")
    .requiredOption("--value <amount>", "required: in the chain's coin, as in 1.5; or in wei, as in 10wei")
    .option("--data <hex>", "input for a contract, 0x…")
    .option("--key <file>", 'the file of the sender\'s private key; "faucet" on a devnet', "faucet")
    .option("--gas <limit>", "gas limit (21000, and 300000 with --data)")
    .addOption(new Option("--wait <until>", "return only then").choices(["final"]))
    .option("--network <name>", "which network")
    .option("--node <host:port>", "which node")
    .option("--json", "machine-readable output")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: SendFlags) => (await import("./tx-work")).send(flags));
  tx.command("show <hash>")
    .description("Where a transaction stands.")
    .option("--network <name>", "which network")
    .option("--node <host:port>", "which node")
    .option("--json", "machine-readable output")
    .addHelpText("after", "\nExample:\n  chainglass tx show 0x5c50… --json")
    .action(async (hash: string, flags: Flags & { json?: boolean }) => (await import("./tx-work")).show(hash, flags));
  return tx;
}

const EXAMPLES = `
Examples:
  chainglass tx send --to 0x00000000000000000000000000000000000000aa --value 1.5
  chainglass tx send --to 0x00000000000000000000000000000000000000aa --value 10wei --key me.key --wait final --json`;
