/**
 * One face for a database transaction, whether Prisma or a raw connection carries it. Statements return what reads the same
 * through both: text, JSON, booleans and `float8` numbers; bytes are encoded as hex by the statement.
 */
import type pg from "pg";
import type { PrismaClient } from "#prisma";

export type SqlValue = string | number | boolean | null | readonly (string | null)[];

export interface Sql {
  query<Result>(statement: string, values?: readonly SqlValue[]): Promise<Result[]>;
}

/** A commit waits for the one before it on the network's row: never for long. */
const TRANSACTION_TIMEOUT_MS = 60_000;
const TRANSACTION_WAIT_MS = 10_000;

export function inPrisma<T>(prisma: PrismaClient, work: (sql: Sql) => Promise<T>): Promise<T> {
  return prisma.$transaction(
    (transaction) =>
      work({
        query: <Result>(statement: string, values: readonly SqlValue[] = []) =>
          transaction.$queryRawUnsafe<Result[]>(statement, ...values),
      }),
    { timeout: TRANSACTION_TIMEOUT_MS, maxWait: TRANSACTION_WAIT_MS },
  );
}

export async function inConnection<T>(
  pool: pg.Pool,
  work: (sql: Sql, client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const sql: Sql = {
      async query<Result>(statement: string, values: readonly SqlValue[] = []) {
        return (await client.query(statement, [...values])).rows as Result[];
      },
    };
    const result = await work(sql, client);
    await client.query("commit");
    return result;
  } catch (error) {
    broken = await client.query("rollback").then(
      () => undefined,
      (failure: Error) => failure,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}
