/** All networks, each with its own pipeline; one database. */
import type { Log } from "#server/lib/log";
import { applyMigrations } from "#server/store";
import { NetworkIndexer } from "./network-indexer";
import { Database } from "./store/store";

/** Addresses without a name belong to one network of this name; a node of another chain among them is refused, and said. */
export const UNNAMED_NETWORK = "chain";

export interface IndexerOptions {
  readonly databaseUrl: string;
  readonly nodes: readonly { readonly network: string | null; readonly address: string }[];
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface Indexer {
  readonly networks: readonly string[];
  /** Resolves when everything has stopped, in order, after the signal. */
  readonly done: Promise<void>;
}

/** In the order of configuration; an address that is given twice counts once. */
export function groupByNetwork(nodes: IndexerOptions["nodes"]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { network, address } of nodes) {
    const name = network ?? UNNAMED_NETWORK;
    const addresses = groups.get(name) ?? [];
    if (!addresses.includes(address)) addresses.push(address);
    groups.set(name, addresses);
  }
  return groups;
}

/** Resolves when the tables are there and the networks are listed; nodes may still be unreachable. */
export async function startIndexer({ databaseUrl, nodes, log, signal }: IndexerOptions): Promise<Indexer> {
  const applied = await applyMigrations(databaseUrl);
  if (applied.length > 0) log.info({ applied }, "migrations");
  const database = new Database(databaseUrl);
  const groups = [...groupByNetwork(nodes)];
  await database.declare(groups.map(([name]) => name));
  const running = groups.map(([name, addresses]) =>
    new NetworkIndexer(database.network(name), addresses, log).run(signal),
  );
  return {
    networks: groups.map(([name]) => name),
    done: Promise.all(running).then(() => database.close()),
  };
}
