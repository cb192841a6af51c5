import { expect, test } from "@playwright/test";

interface Blocks {
  items: { height: number; hash: string }[];
}

test("the block list grows without a reload", async ({ page, request }) => {
  await page.goto("/blocks");
  const reloads: string[] = [];
  page.on("framenavigated", (frame) => reloads.push(frame.url()));
  const { items } = (await (await request.get("/api/v1/blocks?limit=1")).json()) as Blocks;
  const next = (items[0]?.height ?? 0) + 2;
  await expect(page.getByRole("link", { name: String(next), exact: true }).first()).toBeVisible();
  expect(reloads).toEqual([]);
});

test("the home page shows the head move", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "live");
  const head = page.getByTestId("head-height");
  const before = await head.textContent();
  await expect(head).not.toHaveText(before ?? "");
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
