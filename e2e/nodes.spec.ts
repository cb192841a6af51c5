import { expect, test } from "@playwright/test";

interface NodeItem {
  id: string;
  pid?: number;
  status: string;
}

test("a killed node is named, the network goes on, the node comes back", async ({ page, request }) => {
  const nodes = async () => ((await (await request.get("/api/v1/nodes")).json()) as { items: NodeItem[] }).items;
  await expect.poll(async () => (await nodes()).map((node) => node.status)).toEqual(Array(4).fill("alive"));
  const victim = (await nodes()).find((node) => node.id === "alpha-3");
  if (victim?.pid === undefined) throw new Error("the devnet's nodes state their process ids");

  await page.goto("/nodes");
  const row = page.getByRole("row").filter({ hasText: "alpha-3" });
  await expect(row).toContainText("alive");
  process.kill(victim.pid, "SIGKILL");
  await expect(row).toContainText(/dead|suspect/);

  const finalHeight = async () =>
    ((await (await request.get("/api/v1/status")).json()) as { networks: { final: { height: number } }[] }).networks[0]
      ?.final.height ?? 0;
  const before = await finalHeight();
  await expect.poll(finalHeight).toBeGreaterThan(before + 1);
  await expect(row).toContainText("alive");
});
