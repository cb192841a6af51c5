import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";

const run = promisify(execFile);
const RECIPIENT = "0x00000000000000000000000000000000000e2e01";

test("a transaction sent by the command line is seen pending, then final", async ({ page }) => {
  await page.goto("/mempool");
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "live");
  const sent = run(
    process.execPath,
    ["server/cli/chainglass.mjs", "tx", "send", "--to", RECIPIENT, "--value", "1.5", "--json"],
    { env: { ...process.env, CHAINGLASS_DATA_DIR: process.env.E2E_DATA_DIR } },
  );
  const { hash } = JSON.parse((await sent).stdout) as { hash: string };
  await page.goto(`/tx/${hash}`);
  // Two seconds lie between blocks, so it is caught waiting unless a block came in this very moment.
  const status = page.getByTestId("transaction-status");
  await expect(status).toHaveAttribute("data-status", /pending|success/);
  await expect(page.getByTestId("transaction-life")).toContainText(/seen/i);
  await expect(status).toHaveAttribute("data-status", "success");
  await expect(page.getByTestId("transaction-finality")).toHaveAttribute("data-final", "true");

  await page.goto(`/address/${RECIPIENT}`);
  await expect(page.getByRole("main")).toContainText(hash.slice(0, 10));
});

test("a waiting transaction appears on an open page and turns final there", async ({ page, request }) => {
  await page.goto("/mempool");
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "live");
  // Right after a block, so that the next one is as far away as it can be.
  const height = async () =>
    ((await (await request.get("/api/v1/blocks?limit=1")).json()) as { items: { height: number }[] }).items[0]?.height;
  const before = await height();
  await expect.poll(height, { intervals: [50] }).not.toBe(before);
  const answer = await request.post("/api/v1/faucet", {
    data: { address: "0x00000000000000000000000000000000000e2e02" },
  });
  expect(answer.ok()).toBe(true);
  const { hash } = (await answer.json()) as { hash: string };
  const row = page.locator(`a[href*="${hash}"]`).first();
  await expect(row).toBeVisible();
  await row.click();
  await expect(page.getByTestId("transaction-finality")).toHaveAttribute("data-final", "true");
});
