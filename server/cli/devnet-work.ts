/** What `chainglass devnet status` does: asks every node of it at once. */
import type { GetStatusResponse } from "#proto";
import { call } from "#server/rpc";
import { ask } from "./ask";
import { Refusal } from "./failure";
import { devnetNodes } from "./target";

export async function status(flags: { network: string; json?: boolean }): Promise<void> {
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
