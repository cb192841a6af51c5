import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { tsconfigPaths: false },
  test: {
    include: ["server/**/*.test.ts", "app/**/*.test.{ts,tsx}", "prisma/**/*.test.ts"],
    globalSetup: ["./server/store/testing-global.ts"],
    // Real processes and a real Postgres need time on a small machine; nothing here measures speed.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
