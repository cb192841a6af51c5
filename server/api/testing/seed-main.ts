/**
 * Fills DATABASE_URL with a made-up network, for looking at pages without a chain. With `--live` it stays and adds a block
 * every second, frames included.
 */
import { applyMigrations, openPrisma } from "#server/store";
import { appendBlock, seed } from "./seed";

const INTERVAL_MS = 1000;
const NETWORK = "alpha";

const databaseUrl = process.env.DATABASE_URL;
if (!databaseUrl) throw new Error("DATABASE_URL names the database to fill, as in postgresql://user@host:5432/name");
await applyMigrations(databaseUrl);
const prisma = openPrisma(databaseUrl, { name: "chainglass-seed" });
if ((await prisma.network.count()) === 0) {
  const { head } = await seed(prisma, { network: NETWORK });
  process.stdout.write(`filled: ${NETWORK}, head ${head}\n`);
}
if (process.argv.includes("--live")) {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stop.abort());
  while (!stop.signal.aborted) {
    await appendBlock(prisma, NETWORK);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}
await prisma.$disconnect();
