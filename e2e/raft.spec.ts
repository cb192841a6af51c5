/** The consensus page of a Raft network: who leads and in which term, live over the death of the leader. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { freePort, type Product, startProduct } from "../server/bench/product";

/** A process that starts on a busy machine. */
const COMES_BACK_MS = 90_000;

let folder: string;
let product: Product;

test.beforeAll(async () => {
  test.setTimeout(400_000);
  folder = await mkdtemp(join(tmpdir(), "chainglass-raft-"));
  product = await startProduct({
    PORT: String(await freePort()),
    CHAINGLASS_DATA_DIR: folder,
    CHAINGLASS_GRPC_PORT: String(await freePort(3)),
    CHAINGLASS_DEVNET: "rho=raft:3",
    CHAINGLASS_LOAD: "1",
  });
});

test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Consensus {
  engine: string;
  leader: string | null;
  term: number;
  commitIndex: number;
  followers: { id: string; matchIndex: number; lag: number }[];
}

async function consensus(request: APIRequestContext): Promise<Consensus> {
  return (await (await request.get(`${product.url}/api/v1/consensus`)).json()) as Consensus;
}

async function leaderOf(request: APIRequestContext): Promise<string> {
  await expect.poll(async () => (await consensus(request)).leader).not.toBeNull();
  return (await consensus(request)).leader ?? "";
}

async function pidOf(request: APIRequestContext, id: string): Promise<number> {
  const { items } = (await (await request.get(`${product.url}/api/v1/nodes`)).json()) as {
    items: { id: string; pid?: number }[];
  };
  const pid = items.find((node) => node.id === id)?.pid;
  if (pid === undefined) throw new Error("the devnet's nodes state their process ids");
  return pid;
}

test("shows the leader, the term and every node's log", async ({ page, request }) => {
  await leaderOf(request);
  const view = await consensus(request);
  expect(view.engine).toBe("raft");
  await expect.poll(async () => (await consensus(request)).followers.length).toBe(2);
  await page.goto(`${product.url}/consensus`);
  const main = page.getByRole("main");
  await expect(main).toContainText("Leader");
  await expect(main).toContainText("Commit index");
  await expect(main.getByRole("img", { name: /^rho-\d: log up to \d+, committed up to \d+$/ })).toHaveCount(3);
  await expect(main.getByText("follower", { exact: true })).toHaveCount(2);
  await page.goto(`${product.url}/zh/consensus`);
  await expect(main).toContainText("领导者");
});

test("a killed leader is replaced before one's eyes", async ({ page, request }) => {
  test.setTimeout(240_000);
  const before = await leaderOf(request);
  const { term } = await consensus(request);
  await page.goto(`${product.url}/consensus`);
  await page.evaluate(() => Object.assign(window, { visit: 1 }));
  process.kill(await pidOf(request, before), "SIGKILL");
  await expect.poll(async () => (await consensus(request)).term).toBeGreaterThan(term);
  const main = page.getByRole("main");
  // On a busy machine leaders may follow one another: what the page says is what the API says at that moment.
  const agree = async () => {
    const [leading = ""] = await main.locator('li[aria-current="true"]').allTextContents();
    return leading.startsWith((await consensus(request)).leader ?? "nobody");
  };
  await expect.poll(agree).toBe(true);
  const { commitIndex } = await consensus(request);
  await expect.poll(async () => (await consensus(request)).commitIndex).toBeGreaterThan(commitIndex);
  // The node comes back by itself, and the page tells all of it without a reload.
  await expect(main.getByRole("img", { name: /^rho-\d: log up to \d+/ })).toHaveCount(3, { timeout: COMES_BACK_MS });
  expect(await page.evaluate(() => "visit" in window)).toBe(true);
});
