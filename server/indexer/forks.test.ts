/** Named by the danger: what a chain, and the way to it, can do to an index. Real Postgres, real gRPC. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toHex } from "#server/lib/bytes";
import { transfer } from "./testing/blocks";
import { type Harness, harness } from "./testing/harness";
import { ScriptedNode } from "./testing/scripted-node";

let at: Harness;
let node: ScriptedNode;

interface BlockRow {
  height: number;
  hash: string;
  canonical: boolean;
  final: boolean;
}
const BLOCKS =
  "select height::int, encode(hash, 'hex') as hash, canonical, final from blocks order by height, canonical";
const canonicalOf = (rows: BlockRow[]) => rows.filter(({ canonical }) => canonical).map(({ hash }) => hash);
const expectedOf = (of: ScriptedNode) => of.chain.map(({ hash }) => toHex(hash));
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Until the canonical blocks in the database are the node's chain, and then that head and ranges agree with them. */
async function untilIndexed(of = node): Promise<BlockRow[]> {
  const rows = await at.until<BlockRow>(BLOCKS, (found) => same(canonicalOf(found), expectedOf(of)));
  await at.until<{ head: string }>(
    "select encode(head_hash, 'hex') as head from networks",
    ([row]) => row?.head === expectedOf(of).at(-1),
  );
  const ranges = await at.rows("select from_height::int as from, to_height::int as to from indexed_ranges");
  expect(ranges).toEqual([{ from: of.chain[0]?.height, to: of.head?.height }]);
  return rows;
}

const mine = (count: number, of = node, options = {}) => {
  for (let i = 0; i < count; i++) of.mine([], options);
};

beforeEach(async () => {
  at = await harness();
  node = new ScriptedNode("one");
  mine(3);
  await node.start();
});

afterEach(async () => {
  await at.close();
  await node.stop();
});

const start = (...more: ScriptedNode[]) =>
  at.start([node, ...more].map(({ address }) => ({ network: "test", address })));

/** Every topic's frames form one chain: each `prev` is the `seq` before it, and seqs grow. */
async function expectFramesLinked(): Promise<void> {
  const frames = await at.rows<{ topic: string; seq: number; prev: number }>(
    "select topic, seq::int, prev::int from live_frames order by seq",
  );
  const last = new Map<string, number>();
  for (const { topic, seq, prev } of frames) {
    expect({ topic, prev }).toEqual({ topic, prev: last.get(topic) ?? 0 });
    last.set(topic, seq);
  }
  expect(frames.length).toBeGreaterThan(0);
}

describe("fork-shallow", () => {
  it("keeps the losing block, returns its transactions to waiting, and keeps those that the new branch holds", async () => {
    const [lost, kept] = [transfer(0), transfer(1)];
    await start();
    await untilIndexed();
    node.admit(lost);
    node.admit(kept);
    await at.until("select 1 from transactions where status = 'pending'", (rows) => rows.length === 2);
    const losing = node.mine([lost, kept]);
    await at.until("select 1 from transactions where status = 'success'", (rows) => rows.length === 2);
    node.rollback(1);
    node.mine([kept], { salt: 1 });
    const rows = await untilIndexed();
    expect(rows.find(({ hash }) => hash === toHex(losing.hash))).toMatchObject({ canonical: false });
    const transactions = await at.rows<{ hash: string; status: string; block: string | null }>(
      "select encode(hash, 'hex') as hash, status, encode(block_hash, 'hex') as block from transactions order by nonce",
    );
    expect(transactions).toEqual([
      { hash: toHex(lost.hash), status: "pending", block: null },
      { hash: toHex(kept.hash), status: "success", block: expectedOf(node).at(-1) },
    ]);
    const types = await at.rows<{ type: string }>(
      "select type from live_frames where topic = 'blocks' order by seq desc limit 2",
    );
    expect(types.map(({ type }) => type)).toEqual(["block.added", "block.reverted"]);
    await expectFramesLinked();
  });
});

describe("fork-deep", () => {
  it("finds the base by parent hashes though nothing was announced", async () => {
    mine(300);
    await start();
    await untilIndexed();
    node.rollback(250, false);
    mine(260, node, { salt: 2, announce: false });
    await untilIndexed();
    await expectFramesLinked();
  });

  it("never crosses a final block", async () => {
    mine(10);
    await start();
    await untilIndexed();
    const final = node.chain[11];
    if (final) node.finalise(final);
    await at.until<BlockRow>(BLOCKS, (rows) => rows.filter((row) => row.final).length === 12);
    const before = expectedOf(node);
    node.rollback(5, false);
    mine(8, node, { salt: 3 });
    await at.until<{ error: string | null }>("select source_error as error from networks", ([row]) =>
      /final block 11/.test(row?.error ?? ""),
    );
    expect(canonicalOf(await at.rows<BlockRow>(BLOCKS))).toEqual(before);
  });
});

describe("rollback", () => {
  it("goes back to a lower height, announced or silent, and on again", async () => {
    mine(5);
    await start();
    await untilIndexed();
    node.rollback(3);
    await untilIndexed();
    mine(2, node, { salt: 4 });
    await untilIndexed();
    node.rollback(4, false);
    await untilIndexed();
    await expectFramesLinked();
  });
});

describe("duplicates and gaps", () => {
  it("learns from a heartbeat what became final while nobody listened", async () => {
    await start();
    await untilIndexed();
    mine(1);
    await untilIndexed();
    // As an announcement that came between a status and the stream.
    node.final = node.head;
    const [head] = await at.until<{ final: boolean }>(
      "select final from blocks order by height desc limit 1",
      ([row]) => row?.final === true,
    );
    expect(head).toEqual({ final: true });
  });

  it("takes the same block twice as one", async () => {
    await start();
    await untilIndexed();
    const block = node.mine([transfer(0)]);
    node.emit({ $case: "blockCommitted", value: { block } });
    const old = node.chain[1];
    if (old) node.emit({ $case: "blockCommitted", value: { block: old } });
    mine(1);
    await untilIndexed();
    const added = await at.rows("select 1 from live_frames where type = 'block.added' and ref->>'hash' = $1", [
      toHex(block.hash),
    ]);
    expect(added).toHaveLength(1);
  });

  it("fills what was not announced", async () => {
    await start();
    await untilIndexed();
    mine(40, node, { announce: false });
    mine(1);
    await untilIndexed();
  });

  it("fills the beginning once a source has it, and then checks the parent that was not given", async () => {
    mine(30);
    const [genesis] = node.chain;
    const pruned = new ScriptedNode("pruned");
    for (const block of node.chain) pruned.adopt(block);
    if (genesis) pruned.setGenesis(genesis);
    pruned.earliest = 20;
    await pruned.start();
    await at.start([{ network: "test", address: pruned.address }]);
    const parentAt20 = "select checks#>>'{parent,status}' as parent from blocks where height = 20";
    await at.until<{ parent: string }>(parentAt20, ([row]) => row?.parent === "notGiven");
    await at.stop();
    await pruned.stop();
    await start();
    await untilIndexed();
    await at.until<{ parent: string }>(parentAt20, ([row]) => row?.parent === "ok");
  });
});

describe("crash-between-batches", () => {
  it("goes on after the last commit, with nothing twice and nothing missing", async () => {
    for (let i = 0; i < 700; i++) node.mine(i % 10 === 0 ? [transfer(i)] : []);
    node.rangeBlocksMax = 450;
    await start();
    await at.until<{ height: number }>(
      "select head_height::int as height from networks",
      ([row]) => (row?.height ?? 0) >= 199,
    );
    await at.stop();
    node.rangeBlocksMax = Number.POSITIVE_INFINITY;
    await start();
    await untilIndexed();
    const [counts] = await at.rows(
      "select (select count(*)::int from transactions) as once, (select count(*)::int from block_transactions) as placed, (select count(*)::int from blocks where verified) as verified",
    );
    expect(counts).toEqual({ once: 70, placed: 70, verified: 703 });
  });

  it("commits nothing on a head that someone else has moved, looks again, and goes on", async () => {
    await start();
    await untilIndexed();
    await at.rows("update networks set head_hash = (select hash from blocks where height = 1), head_height = 1");
    mine(1);
    await untilIndexed();
    await expectFramesLinked();
  });
});

describe("fail-over", () => {
  it("follows another node when one is gone, says which is dead, and takes no lower head for a rollback", async () => {
    const second = new ScriptedNode("two");
    for (const block of node.chain) second.adopt(block);
    await second.start();
    await start(second);
    await untilIndexed();
    const block = node.mine();
    await untilIndexed();
    await node.stop();
    const dead = await at.until<{ id: string; reason: string }>(
      "select id, status_reason as reason from nodes where status = 'dead'",
      (rows) => rows.length === 1,
    );
    expect(dead[0]).toMatchObject({ id: "one", reason: expect.stringContaining("refused") });
    second.adopt(block);
    mine(2, second);
    await untilIndexed(second);
    await node.start();
    await at.until("select 1 from nodes where status = 'alive'", (rows) => rows.length === 2);
    expect(canonicalOf(await at.rows<BlockRow>(BLOCKS))).toEqual(expectedOf(second));
    await second.stop();
  });

  it("suspects a silent node, then holds it for dead, and sees it come back", async () => {
    await start();
    const statuses = "select status from nodes";
    await at.until<{ status: string }>(statuses, ([row]) => row?.status === "alive");
    node.hang(true);
    await at.until<{ status: string }>(statuses, ([row]) => row?.status === "suspect");
    await at.until<{ status: string }>(statuses, ([row]) => row?.status === "dead");
    node.hang(false);
    await at.until<{ status: string }>(statuses, ([row]) => row?.status === "alive");
  }, 30_000);

  it("does not follow a node of another chain", async () => {
    const stranger = new ScriptedNode("stranger");
    stranger.mine([], { salt: 99 });
    await stranger.start();
    await start(stranger);
    await untilIndexed();
    const [row] = await at.until<{ status: string; reason: string }>(
      "select status, status_reason as reason from nodes where id = 'stranger'",
      ([found]) => /another chain/.test(found?.reason ?? ""),
    );
    expect(row?.status).toBe("unknown");
    await stranger.stop();
  });
});

describe("pool", () => {
  it("shows what waits, what was dropped and why, and finality of what was included", async () => {
    const [included, dropped] = [transfer(0), transfer(1)];
    await start();
    await untilIndexed();
    node.admit(included);
    node.admit(dropped);
    node.drop(dropped, "replaced");
    const block = node.mine([included]);
    node.finalise(block);
    await at.until<{ status: string }>("select status from transactions order by nonce", (rows) =>
      same(rows, [{ status: "success" }, { status: "dropped" }]),
    );
    await at.until<BlockRow>(BLOCKS, (rows) => rows.every(({ final }) => final));
    const [row] = await at.rows("select drop_reason as reason from transactions where status = 'dropped'");
    expect(row).toEqual({ reason: "replaced: as the test says" });
    await expectFramesLinked();
  });
});
