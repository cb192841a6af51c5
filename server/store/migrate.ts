/**
 * Applies `prisma/migrations` at start-up, without the Prisma CLI or its engine. It keeps Prisma's own bookkeeping table
 * and checksums and takes Prisma's own lock, so that both may be used on one database. Each migration is one transaction.
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import pg from "pg";

/** The advisory lock that Prisma itself takes. */
const MIGRATION_LOCK = 72_707_369;
const CONNECT_TIMEOUT_MS = 10_000;

const BOOKKEEPING = `create table if not exists _prisma_migrations (
  id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
  logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0)`;

export type MigrationErrorCode = "edited" | "unknown" | "unfinished" | "failed";

/** The database can't be brought to this version's shape; the message says what to do. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  constructor(
    readonly code: MigrationErrorCode,
    readonly migration: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`migration ${migration}: ${message}`, options);
  }
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const OURS = new URL("../../prisma/migrations/", import.meta.url);

function readMigrations(folder: URL): Migration[] {
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, file: new URL(`${name}/migration.sql`, folder) }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => {
      const sql = readFileSync(file, "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

interface Recorded {
  migration_name: string;
  checksum: string;
  finished: boolean;
}

/** @throws MigrationError where what was applied is not what stands in the folder */
function pendingMigrations(migrations: readonly Migration[], recorded: readonly Recorded[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { migration_name: name, checksum, finished } of recorded) {
    const migration = known.get(name);
    if (!migration)
      throw new MigrationError("unknown", name, "was applied by another version; run that one, or another database");
    if (!finished)
      throw new MigrationError("unfinished", name, "was begun and not finished; see `prisma migrate resolve`");
    if (migration.checksum !== checksum)
      throw new MigrationError(
        "edited",
        name,
        "was edited after it was applied; restore the file and add a new migration instead",
      );
  }
  const applied = new Set(recorded.map((row) => row.migration_name));
  return migrations.filter((migration) => !applied.has(migration.name));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) values ($1, $2, $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new MigrationError("failed", migration.name, String(error), { cause: error });
  }
}

/**
 * Safe to call from several processes at once: the second one waits and finds nothing to do.
 * @returns the names of the migrations that were applied now
 * @throws MigrationError
 */
export async function applyMigrations(databaseUrl: string, folder: URL = OURS): Promise<string[]> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: "chainglass-migrate",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await client.query("set client_min_messages = warning");
    await client.query(BOOKKEEPING);
    const { rows } = await client.query<Recorded>(
      `select migration_name, checksum, finished_at is not null as finished from _prisma_migrations where rolled_back_at is null`,
    );
    const pending = pendingMigrations(readMigrations(folder), rows);
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}
