import { defineConfig } from "@playwright/test";
import { findBrowser } from "./e2e/browser.mjs";

const browser = await findBrowser();

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  // One network serves all specs, and two of them kill its nodes: in order, one at a time.
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  globalSetup: "./e2e/network.ts",
  use: {
    baseURL: `http://localhost:${process.env.E2E_PORT ?? 3471}`,
    trace: "retain-on-failure",
    launchOptions: { args: ["--no-sandbox"], ...(browser ? { executablePath: browser } : {}) },
  },
});
