import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, type Page, test } from "@playwright/test";

const run = promisify(execFile);
const RECIPIENT = "0x00000000000000000000000000000000000e2e01";
/** Three seconds lie between blocks; one sent just before a block may be included before anyone saw it wait. */
const ATTEMPTS_MAX = 3;

async function send(): Promise<string> {
  const { stdout } = await run(
    process.execPath,
    ["server/cli/chainglass.mjs", "tx", "send", "--to", RECIPIENT, "--value", "1.5", "--json"],
    { env: { ...process.env, CHAINGLASS_DATA_DIR: process.env.E2E_DATA_DIR } },
  );
  return (JSON.parse(stdout) as { hash: string }).hash;
}

/** Opens a transaction from the list of those that wait; null when it was included before it could be clicked. */
async function openWaiting(page: Page, hash: string): Promise<boolean> {
  const link = page.getByRole("main").locator(`a[href$="/tx/${hash}"]`).first();
  try {
    await link.click({ timeout: 2_000 });
  } catch {
    return false;
  }
  await page.waitForURL(`**/tx/${hash}`);
  return true;
}

test("a transaction sent by the command line is seen pending, then final", async ({ page }) => {
  for (let attempt = 1; ; attempt++) {
    await page.goto("/mempool");
    await expect(page.locator('[data-connection="live"]')).toBeVisible();
    if (await openWaiting(page, await send())) break;
    expect(attempt, "seen pending").toBeLessThan(ATTEMPTS_MAX);
  }
  const life = page.getByRole("main").getByRole("list").first();
  await expect(life).toContainText("First seen");
  await expect(life).toContainText("can’t be replaced any more");
  await expect(page.getByRole("main")).toContainText("success");
});

test("an address lists what it received", async ({ page }) => {
  const hash = await send();
  await page.goto(`/address/${RECIPIENT}`);
  await expect(page.getByRole("main").locator(`a[href$="/tx/${hash}"]`).first()).toBeVisible();
});

test("the faucet pays, up to its limit, and says what the limit is", async ({ request }) => {
  const address = "0x00000000000000000000000000000000000e2e02";
  const ask = () => request.post("/api/v1/faucet", { data: { address } });
  expect((await ask()).ok()).toBe(true);
  await expect
    .poll(
      async () => ((await (await request.get(`/api/v1/addresses/${address}`)).json()) as { balance: string }).balance,
    )
    .toBe("10000000000000000000");
  for (let asked = 2; asked <= 5; asked++) expect((await ask()).ok()).toBe(true);
  const refused = await ask();
  expect(refused.status()).toBe(429);
  expect(((await refused.json()) as { detail: string }).detail).toMatch(/at most 5 times a minute/);
});
