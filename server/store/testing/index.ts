/** For tests: a fresh database with all migrations applied. Test files share nothing but the server. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { applyMigrations } from "../migrate";
import type {} from "../testing-global";

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

async function withAdmin<T>(task: (client: pg.Client, serverUrl: string) => Promise<T>): Promise<T> {
  const serverUrl = inject("databaseServerUrl");
  if (!serverUrl)
    throw new Error('no test server: vitest.config.ts needs globalSetup "./server/store/testing-global.ts"');
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    return await task(client, serverUrl);
  } finally {
    await client.end();
  }
}

const newName = () => `test_${randomBytes(6).toString("hex")}`;

function dropper(name: string): () => Promise<void> {
  return () => withAdmin(async (client) => void (await client.query(`drop database if exists ${name} with (force)`)));
}

/** No tables. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const name = newName();
  return withAdmin(async (client, serverUrl) => {
    await client.query(`create database ${name}`);
    return { url: withDatabase(serverUrl, name), drop: dropper(name) };
  });
}

/** All tables, no rows. */
export async function freshDatabase(): Promise<TestDatabase> {
  const database = await emptyDatabase();
  await applyMigrations(database.url);
  return database;
}
