import { expect, test } from "@playwright/test";

const PAGES = ["", "/blocks", "/txs", "/nodes", "/consensus", "/mempool", "/search?q=1", "/kit"];

for (const path of PAGES) {
  test(`${path || "/"} speaks both languages`, async ({ page }) => {
    await page.goto(path || "/");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    const english = await page.getByRole("main").innerText();
    await page.goto(`/zh${path}`);
    await expect(page.locator("html")).toHaveAttribute("lang", /^zh/);
    const chinese = await page.getByRole("main").innerText();
    expect(english).not.toMatch(/\p{Script=Han}/u);
    expect(chinese).toMatch(/\p{Script=Han}/u);
  });
}

test("the language switch keeps the place", async ({ page }) => {
  await page.goto("/blocks");
  await page.getByRole("link", { name: "中文" }).first().click();
  await expect(page).toHaveURL(/\/zh\/blocks$/);
  await page.getByRole("link", { name: "English" }).first().click();
  await expect(page).toHaveURL(/\/blocks$/);
  await expect(page).not.toHaveURL(/\/(zh|en)\//);
});
