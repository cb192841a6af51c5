/** Where the embedded Postgres of a data folder listens, and how much is in it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** @throws Error when no embedded Postgres runs there */
export async function databaseUrl(dataDir: string): Promise<string> {
  const [, , , port] = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
  return `postgresql://postgres@127.0.0.1:${Number(port)}/chainglass`;
}
