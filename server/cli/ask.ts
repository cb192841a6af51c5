/** Calls of a command: the first node that answers; a node that can't be reached is passed over, a refusal is the answer. */
import { ChainQueryClient } from "#proto";
import { connect, rpcStatusOf, status } from "#server/rpc";
import { Refusal } from "./failure";

export async function ask<T>(
  addresses: readonly string[],
  work: (client: ChainQueryClient) => Promise<T>,
  deadlineMs = 5000,
): Promise<T> {
  for (const address of addresses) {
    const client = connect(ChainQueryClient, address, { deadlineMs });
    try {
      return await work(client);
    } catch (error) {
      const code = rpcStatusOf(error)?.code;
      if (code !== status.UNAVAILABLE) throw error;
    } finally {
      client.close();
    }
  }
  throw new Refusal(
    `No node answers at ${addresses.join(", ")}: npm start runs the devnet, unless CHAINGLASS_NODES attaches other networks; --node HOST:PORT names another node.`,
  );
}
