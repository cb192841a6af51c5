/** Connections to Postgres, always bounded and named so that `pg_stat_activity` tells whose they are. */
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#prisma";

/** Enough for one process's parallel reads; Postgres counts connections, and several processes share it. */
const CONNECTIONS_MAX = 8;
/** A database that does not answer in this time is down, not slow. */
const CONNECT_TIMEOUT_MS = 10_000;

export interface PoolOptions {
  /** Shown as application_name. */
  readonly name?: string;
  readonly connectionsMax?: number;
}

function settings(databaseUrl: string, { name = "chainglass", connectionsMax = CONNECTIONS_MAX }: PoolOptions) {
  return {
    connectionString: databaseUrl,
    application_name: name,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  };
}

/** Raw connections. An idle connection that breaks is replaced at its next use; it is no fault of the process. */
export function openPool(databaseUrl: string, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool(settings(databaseUrl, options));
  pool.on("error", () => {});
  return pool;
}

/** The typed client, over a pool of its own; `$disconnect` ends it. */
export function openPrisma(databaseUrl: string, options: PoolOptions = {}): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(settings(databaseUrl, options), { onPoolError: () => {} }) });
}
