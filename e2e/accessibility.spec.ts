import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

const PAGES = ["/", "/blocks", "/blocks/1", "/txs", "/nodes", "/consensus", "/mempool", "/kit", "/zh"];

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing, ${scheme}`, async ({ browser }) => {
    // Contrast is judged at rest, not while a row slides in.
    const context = await browser.newContext({ colorScheme: scheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    for (const path of PAGES) {
      await page.goto(path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
    await context.close();
  });
}

test("nothing scrolls sideways at 360 pixels", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  for (const path of PAGES) {
    await page.goto(path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, path).toBeLessThanOrEqual(360);
  }
  await context.close();
});

test("the policy is kept: no blocked script or style", async ({ page }) => {
  const blocked: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy|Hydration/i.test(message.text())) blocked.push(message.text());
  });
  page.on("pageerror", (error) => blocked.push(error.message));
  for (const path of PAGES) await page.goto(path, { waitUntil: "networkidle" }).catch(() => page.waitForTimeout(1_000));
  expect(blocked).toEqual([]);
});
