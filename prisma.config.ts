// For authors of migrations only: the product applies them by itself and never calls the Prisma CLI.
import { fileURLToPath } from "node:url";
import { defineConfig } from "prisma/config";

// Where the engine's download can't be reached, a stand-in backed by the same engine as WebAssembly serves.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL("./prisma/schema-engine.mjs", import.meta.url));

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://postgres@127.0.0.1:54329/chainglass" },
});
