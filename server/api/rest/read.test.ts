import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findNetwork } from "../read/network";
import { searchAll } from "../read/search";
import type {
  AddressTransactionView,
  AddressView,
  BlockDetailView,
  BlockView,
  Page,
  SearchView,
  StatusView,
  TransactionDetailView,
  TransactionView,
} from "../schema";
import type { ConsensusView, NodeView } from "../schema-consensus";
import { type Harness, startHarness } from "../testing/harness";
import { appendBlock, seed } from "../testing/seed";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ blocks: 60 });
  await seed(harness.prisma, { network: "beta", position: 1, blocks: 3, pending: 0, live: false });
});
afterAll(() => harness.close());

async function allPages<T>(path: string, limit: number): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const mark = path.includes("?") ? "&" : "?";
    const at: string = cursor === null ? "" : `&cursor=${cursor}`;
    const page: Page<T> = await harness.get(`/api/v1${path}${mark}limit=${limit}${at}`);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

describe("blocks", () => {
  it("come highest first, forked ones beside their siblings, each once over all pages", async () => {
    const blocks = await allPages<BlockView>("/blocks", 7);
    expect(blocks).toHaveLength(61);
    expect(new Set(blocks.map((block) => block.hash)).size).toBe(61);
    expect(blocks.map((block) => block.height)).toEqual(blocks.map((block) => block.height).toSorted((a, b) => b - a));
    expect(blocks.filter((block) => !block.canonical).map((block) => block.height)).toEqual([
      harness.seeded.forkHeight,
    ]);
    expect(blocks[0]?.hash).toMatch(/^0x[0-9a-f]{64}$/);
    expect(blocks[0]?.time).toMatch(/\.\d{3}Z$/);
  });

  it("keep their pages when new ones arrive between them", async () => {
    const first = await harness.get<Page<BlockView>>("/api/v1/blocks?limit=5");
    await appendBlock(harness.prisma, "alpha", harness.now + 1000);
    const second = await harness.get<Page<BlockView>>(`/api/v1/blocks?limit=5&cursor=${first.nextCursor}`);
    expect(second.items[0]?.height).toBe((first.items[4]?.height ?? 0) - 1);
  });

  it("are found by height and by hash, with neighbours, siblings and certificate", async () => {
    const { forkHeight, failedHeight } = harness.seeded;
    const block = await harness.get<BlockDetailView>(`/api/v1/blocks/${forkHeight}`);
    expect(block).toMatchObject({ height: forkHeight, canonical: true, verified: true });
    expect(block.previous?.height).toBe(forkHeight - 1);
    expect(block.next?.height).toBe(forkHeight + 1);
    expect(block.certificate).toMatchObject({ quorum: 3 });
    expect(block.certificate?.seals[0]?.id).toBe("alpha-1");
    const [sibling = ""] = block.siblings;
    const forked = await harness.get<BlockDetailView>(`/api/v1/blocks/${sibling.toUpperCase().replace("0X", "0x")}`);
    expect(forked).toMatchObject({ canonical: false, final: false, siblings: [block.hash], next: null });
    const failed = await harness.get<BlockDetailView>(`/api/v1/blocks/${failedHeight}`);
    expect(failed).toMatchObject({ verified: false, checks: { receipts: "failed", hash: "ok" } });
    expect(failed.checkDetails.receipts.stated).not.toBe(failed.checkDetails.receipts.computed);
  });

  it("list their transactions in order, over pages", async () => {
    const blocks = await allPages<BlockView>("/blocks", 50);
    const full = blocks.find((block) => block.canonical && block.transactionCount >= 4);
    const transactions = await allPages<TransactionView>(`/blocks/${full?.height}/transactions`, 2);
    expect(transactions.map((transaction) => transaction.index)).toEqual(
      Array.from({ length: full?.transactionCount ?? 0 }, (_, index) => index),
    );
  });
});

describe("transactions", () => {
  it("come newest first, each once, and none that waits", async () => {
    const all = await allPages<TransactionView>("/transactions", 20);
    const blocks = await allPages<BlockView>("/blocks", 100);
    const expected = blocks.filter((block) => block.canonical).reduce((sum, block) => sum + block.transactionCount, 0);
    expect(all).toHaveLength(expected);
    expect(new Set(all.map((transaction) => transaction.hash)).size).toBe(expected);
    expect(all.every((transaction) => transaction.blockHeight !== null)).toBe(true);
  });

  it("wait in the mempool, newest first", async () => {
    const pending = await allPages<TransactionView>("/mempool", 5);
    expect(pending).toHaveLength(12);
    const seen = pending.map((transaction) => transaction.firstSeenAt ?? "");
    expect(seen).toEqual(seen.toSorted().reverse());
    expect(await harness.get("/api/v1/mempool?limit=1")).toMatchObject({ count: 12, countIsExact: true });
  });

  it("are shown with logs, forks and confirmations", async () => {
    const all = await allPages<TransactionView>("/transactions", 100);
    const call = all.find((transaction) => transaction.method !== null && transaction.status === "success");
    const detail = await harness.get<TransactionDetailView>(`/api/v1/transactions/${call?.hash}`);
    expect(detail.logs).toHaveLength(1);
    expect(detail.logs[0]?.topics).toHaveLength(3);
    expect(detail.confirmations).toBeGreaterThan(0);
    expect(detail.input?.startsWith(call?.method ?? "?")).toBe(true);
    const inFork = all.find((transaction) => transaction.blockHeight === harness.seeded.forkHeight);
    if (inFork) {
      const forked = await harness.get<TransactionDetailView>(`/api/v1/transactions/${inFork.hash}`);
      expect(forked.forkedBlocks.map((block) => block.height)).toEqual([harness.seeded.forkHeight]);
    }
  });
});

describe("addresses", () => {
  it("list their canonical transactions with the part they played", async () => {
    const [first] = await allPages<TransactionView>("/transactions", 100);
    const mine = await allPages<AddressTransactionView>(`/addresses/${first?.from}/transactions`, 3);
    expect(mine.length).toBeGreaterThan(0);
    expect(new Set(mine.map((transaction) => transaction.hash)).size).toBe(mine.length);
    for (const transaction of mine)
      expect(transaction.role === "from" ? transaction.from : transaction.to).toBe(first?.from);
  });

  it("have a balance only where a node tells it", async () => {
    const address = `0x${"12".repeat(20)}`;
    expect(await harness.get<AddressView>(`/api/v1/addresses/${address}`)).toMatchObject({
      balance: null,
      firstSeenHeight: null,
    });
    harness.sources.account = async () => ({ balance: 2n ** 200n, nonce: 7, isContract: false, at: null });
    expect(await harness.get<AddressView>(`/api/v1/addresses/${address}`)).toMatchObject({
      balance: (2n ** 200n).toString(),
      nonce: "7",
    });
  });
});

describe("the network", () => {
  it("has a status, per network, in order", async () => {
    const { networks } = await harness.get<StatusView>("/api/v1/status");
    expect(networks.map((network) => network.name)).toEqual(["alpha", "beta"]);
    expect(networks[0]).toMatchObject({ engine: "poa", nodes: { alive: 3, total: 4 }, pendingCount: 12, live: true });
    expect(networks[0]?.blockTimeMs).toBeGreaterThan(0);
    expect(networks[0]?.indexed.ranges).toEqual([[0, 60]]);
    const one = await harness.get<StatusView>("/api/v1/status?network=beta");
    expect(one.networks.map((network) => network.name)).toEqual(["beta"]);
  });

  it("has nodes and consensus", async () => {
    const { items } = await harness.get<{ items: NodeView[] }>("/api/v1/nodes");
    expect(items.map((node) => node.status)).toEqual(["alive", "alive", "alive", "dead"]);
    const view = await harness.get<ConsensusView>("/api/v1/consensus");
    expect(view).toMatchObject({
      engine: "poa",
      quorum: 3,
      tolerates: 0,
      stalled: null,
      observers: { alive: 3, known: 4 },
    });
    expect(view.order).toEqual(["alpha-1", "alpha-2", "alpha-3", "alpha-4"]);
    expect(view.blocks[0]).toMatchObject({ final: false, signedBy: [] });
    expect(view.blocks[5]?.signedBy).toEqual(["alpha-1", "alpha-2", "alpha-3"]);
    expect((await harness.get<ConsensusView>("/api/v1/consensus?network=beta")).stalled).toBeNull();
  });

  it("is searched by what words name", async () => {
    const [block] = (await harness.get<Page<BlockView>>("/api/v1/blocks?limit=1")).items;
    const typesFor = async (q: string) =>
      (await harness.get<SearchView>(`/api/v1/search?q=${encodeURIComponent(q)}`)).items.map((item) => item.type);
    expect(await typesFor(block?.hash ?? "")).toEqual(["block"]);
    expect(await typesFor("2")).toEqual(["block", "block"]);
    expect(await typesFor("alpha")).toContain("network");
    expect(await typesFor("alpha-2")).toEqual(["node"]);
    expect(await typesFor(`0x${"12".repeat(20)}`)).toEqual(["address"]);
    const alpha = await findNetwork(harness.prisma, "alpha");
    expect((await searchAll(harness.prisma, alpha, "a\0b")).items).toEqual([]);
    for (const nothing of ["%", "_", "'; --", "\u{1f600}", " "]) expect(await typesFor(nothing)).toEqual([]);
  });
});
