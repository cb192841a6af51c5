/** Two networks of one product: a recording that a gateway serves, and one that nobody does. The switcher, and the attach page. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { freePort, type Product, startProduct } from "../server/bench/product";

const RECORDING_MEGABYTES = "2";

let folder: string;
let gateway: ChildProcess;
let product: Product;
let recorded: string;
let absent: string;

test.beforeAll(async () => {
  test.setTimeout(400_000);
  folder = await mkdtemp(join(tmpdir(), "chainglass-networks-"));
  const file = join(folder, "chain.rlp");
  const tsx = ["--import", "tsx"];
  execFileSync(process.execPath, [...tsx, "server/bench/flat/write-recording.ts", file, RECORDING_MEGABYTES]);
  recorded = `127.0.0.1:${await freePort()}`;
  absent = `127.0.0.1:${await freePort()}`;
  const args = ["server/cli/chainglass.mjs", "gateway", "replay", file, "--listen", recorded];
  gateway = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  if (gateway.stdout) await once(gateway.stdout, "data");
  product = await startProduct({
    PORT: String(await freePort()),
    CHAINGLASS_DATA_DIR: join(folder, "data"),
    CHAINGLASS_NODES: `recorded@${recorded},absent@${absent}`,
  });
});

test.afterAll(async () => {
  await product?.stop();
  gateway?.kill("SIGINT");
  await rm(folder, { recursive: true, force: true });
});

test("the switcher says what each network is, and leads to it", async ({ page }) => {
  await page.goto(`${product.url}/blocks`);
  const name = (network: string) => page.getByLabel(`Network: ${network}. Change`);
  const link = (network: string) => page.locator("details[open]").getByRole("link").filter({ hasText: network });
  await name("recorded").click();
  await expect(link("recorded")).toContainText("recording");
  await expect(link("absent")).toContainText("not heard from yet");
  await page.keyboard.press("Escape");
  await expect(link("absent")).toHaveCount(0);
  await name("recorded").click();
  await link("absent").click();
  await expect(page).toHaveURL(/\/n\/absent\/blocks$/);
  await name("absent").click();
  await link("recorded").click();
  await expect(page).toHaveURL(/\/blocks$/);
  await expect(page.getByRole("row").nth(1)).toContainText(/\d/);
});

test("the attach page says of each address whether it can be used, and what it gives", async ({ page, request }) => {
  await page.goto(`${product.url}/docs/attach`);
  const entry = (address: string) => page.getByRole("article").filter({ hasText: address });
  await expect(entry(recorded)).toContainText("Reachable: a recording, replayed by a gateway.");
  await expect(entry(recorded)).toContainText("without a gap");
  await expect(entry(absent)).toContainText("The connection was refused");
  const gives = page.getByRole("table", { name: "What it can give" });
  await expect(gives.getByRole("row").filter({ hasText: "headers and transactions" })).toContainText("yes");
  await expect(gives.getByRole("row").filter({ hasText: "what an address holds now" })).toContainText("no");
  const status = (await (await request.get(`${product.url}/api/v1/status`)).json()) as { networks: { name: string }[] };
  expect(status.networks.map((network) => network.name)).toEqual(["recorded", "absent"]);
});
