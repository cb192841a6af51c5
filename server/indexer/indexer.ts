/** All networks, each with its own pipeline; one database. */
import type { Log } from "#server/lib/log";
import { groupByNetwork } from "#server/lib/networks";
import { applyMigrations, patiently } from "#server/store";
import type { AuditLimits } from "./audit/auditor";
import { NetworkIndexer } from "./network-indexer";
import { Database } from "./store/store";

export interface IndexerOptions {
  readonly databaseUrl: string;
  readonly nodes: readonly { readonly network: string | null; readonly address: string }[];
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Other than the usual pace and size of the audit's steps. */
  readonly audit?: AuditLimits;
}

export interface Indexer {
  readonly networks: readonly string[];
  /** Resolves when everything has stopped, in order, after the signal. */
  readonly done: Promise<void>;
}

/** Resolves when the tables are there and the networks are listed; nodes may still be unreachable. */
export async function startIndexer({ databaseUrl, nodes, log, signal, audit }: IndexerOptions): Promise<Indexer> {
  const applied = await patiently(() => applyMigrations(databaseUrl));
  if (applied.length > 0) log.info({ applied }, "migrations");
  const database = new Database(databaseUrl);
  const groups = [...groupByNetwork(nodes)];
  await patiently(() => database.declare(groups.map(([name]) => name)));
  const running = groups.map(([name, addresses]) =>
    new NetworkIndexer(database.network(name), addresses, log, audit).run(signal),
  );
  return {
    networks: groups.map(([name]) => name),
    done: Promise.all(running).then(() => database.close()),
  };
}
