/** `chainglass keys`: makes private keys. */
import { existsSync } from "node:fs";
import { Command } from "commander";
import { Refusal } from "./failure";

export function keysCommand(): Command {
  const keys = new Command("keys").description("Private keys.");
  keys
    .command("new")
    .description("Make a key; the file is for its owner only, and the key is never shown.")
    .usage("--out <file> [options]")
    .requiredOption("--out <file>", "required: where to write it; an existing file is never overwritten")
    .option("--json", "machine-readable output")
    .addHelpText("after", "\nExample:\n  chainglass keys new --out me.key")
    .action(async (flags: { out: string; json?: boolean }) => {
      if (existsSync(flags.out)) throw new Refusal(`${flags.out} exists, and a key is never overwritten.`);
      const { generateKey, writeKeys } = await import("#server/devnet");
      const key = generateKey();
      writeKeys(flags.out, [key]);
      console.log(
        flags.json ? JSON.stringify({ address: key.address, file: flags.out }) : `${key.address}  ${flags.out}`,
      );
    });
  return keys;
}
