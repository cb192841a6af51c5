/** `chainglass devnet`: what the nodes of a devnet on this machine say. */
import { Command } from "commander";
import type { GetStatusResponse } from "#proto";
import { call } from "#server/rpc";
import { ask } from "./ask";
import { Refusal } from "./failure";
import { devnetNodes } from "./target";

export function devnetCommand(): Command {
  const devnet = new Command("devnet").description("The devnet on this machine.");
  devnet
    .command("status")
    .description("Its nodes and their heights; succeeds when all of them answer.")
    .option("--network <name>", "which network", "alpha")
    .option("--json", "machine-readable output")
    .addHelpText("after", "\nExample:\n  chainglass devnet status --json")
    .action(status);
  return devnet;
}

async function status(flags: { network: string; json?: boolean }): Promise<void> {
  const nodes = devnetNodes(flags.network);
  if (nodes.length === 0) throw new Refusal(`There is no devnet ${flags.network} here: npm start makes one.`);
  const rows = await Promise.all(
    nodes.map(async ({ id, address }) => {
      const found = await ask([address], (client) =>
        call<GetStatusResponse>((done) => client.getStatus({}, done)),
      ).catch(() => null);
      const head = found?.head?.height ?? null;
      const final = found?.final?.height ?? null;
      return { id, address, alive: found !== null, height: head, final, peers: found?.peers ?? null };
    }),
  );
  if (flags.json) console.log(JSON.stringify({ network: flags.network, nodes: rows }));
  else
    for (const { id, address, alive, height, final, peers } of rows) {
      const facts = alive ? `height ${height}  final ${final}  peers ${peers}` : "does not answer";
      console.log(`${id.padEnd(12)} ${address.padEnd(18)} ${facts}`);
    }
  if (rows.some((row) => !row.alive)) process.exitCode = 1;
}
