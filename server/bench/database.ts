/** Where the embedded Postgres of a data folder listens. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** @throws Error when no embedded Postgres runs there */
export async function databaseUrl(dataDir: string): Promise<string> {
  const read = async (name: string) => (await readFile(join(dataDir, "postgres", name), "utf8")).trim();
  return `postgresql://postgres:${await read("password")}@127.0.0.1:${await read("port")}/chainglass`;
}
