import { expect, test } from "@playwright/test";

interface Blocks {
  items: { height: number; hash: string }[];
}

test("the block list grows without a reload", async ({ page, request }) => {
  await page.goto("/blocks");
  // A reload would lose what the page's window was given.
  await page.evaluate(() => Object.assign(window, { visit: 1 }));
  const { items } = (await (await request.get("/api/v1/blocks?limit=1")).json()) as Blocks;
  const next = (items[0]?.height ?? 0) + 2;
  await expect(page.getByRole("link", { name: String(next), exact: true }).first()).toBeVisible();
  expect(await page.evaluate(() => "visit" in window)).toBe(true);
});

test("the home page shows the head move", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator('[data-connection="live"]')).toBeVisible();
  const heights = page.getByRole("region", { name: "Newest blocks" }).getByRole("link");
  const before = await heights.first().textContent();
  await expect(heights.first()).not.toHaveText(before ?? "");
});

test("pages show their data without JavaScript", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const path of ["/", "/blocks", "/nodes", "/consensus", "/txs"]) {
    await page.goto(path);
    await expect(
      page.getByRole("main").getByText("alpha-1").or(page.locator("main tbody tr").first()).first(),
    ).toBeVisible();
  }
  await context.close();
});
