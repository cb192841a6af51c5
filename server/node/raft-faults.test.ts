/**
 * Raft networks of real processes under faults: the leader killed, stopped, cut off one way and both, all nodes killed at
 * once. Throughout, a client sends: nothing that was acknowledged as committed is lost, nothing final is replaced.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GetStatusResponse, RaftStatus } from "#proto";
import { toHex } from "#server/lib/bytes";
import { LedgerClient } from "./testing/ledger-client";
import { TestNetwork, type TestNode } from "./testing/network";

/** Several processes start at a time, maybe on a busy machine. */
const TIMEOUT_MS = 180_000;
const INTERVAL_MS = 200;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function raftOf(network: TestNetwork, node: TestNode): Promise<RaftStatus | null> {
  if (node.process === null) return null;
  const detail = (await network.status(node).catch(() => null))?.consensus?.detail;
  return detail?.$case === "raft" ? detail.value : null;
}

/** The one that a majority calls so, in the newest term. */
async function leaderOf(network: TestNetwork, among: readonly TestNode[] = network.nodes): Promise<TestNode> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const words = (await Promise.all(among.map((node) => raftOf(network, node)))).filter((word) => word !== null);
    const term = Math.max(...words.map((word) => word.term));
    const named = words.filter((word) => word.term === term).map(({ leader }) => leader);
    const leader = network.nodes.find(
      ({ id }) => named.filter((name) => name === id).length * 2 > network.nodes.length,
    );
    if (leader) return leader;
    if (Date.now() > deadline) throw new Error(`no leader: ${JSON.stringify(words)}`);
    await pause(50);
  }
}

/** Of a node that runs; one that has just come back may not answer at once. */
async function statusOf(network: TestNetwork, node: TestNode): Promise<GetStatusResponse> {
  for (const deadline = Date.now() + 30_000; ; await pause(100)) {
    try {
      return await network.status(node);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

const finalOf = async (network: TestNetwork, node: TestNode) => (await statusOf(network, node)).final?.height ?? 0;

describe.each([3, 5])("raft:%i", { timeout: TIMEOUT_MS }, (count) => {
  let network: TestNetwork;
  let client: LedgerClient;
  /** By height: the hash that somebody called final. */
  const finals = new Map<number, string>();

  const note = async (nodes: readonly TestNode[]) => {
    for (const node of nodes) {
      const { final } = await statusOf(network, node);
      if (!final) continue;
      const hash = toHex(final.hash);
      expect(finals.get(final.height) ?? hash, `final at ${final.height} on ${node.id}`).toBe(hash);
      finals.set(final.height, hash);
    }
  };
  const others = (node: TestNode) => network.nodes.filter((other) => other !== node);
  /** So many new final blocks on each of them. */
  const progress = async (nodes: readonly TestNode[], blocks = 5) => {
    const from = Math.max(...(await Promise.all(nodes.map((node) => finalOf(network, node)))));
    await Promise.all(nodes.map((node) => network.untilFinal(node, from + blocks)));
    await note(nodes);
  };

  beforeAll(async () => {
    network = await TestNetwork.create({ nodes: count, blockIntervalMs: INTERVAL_MS, engine: "raft", links: true });
    await network.startAll();
    client = new LedgerClient(network);
    client.start();
  }, TIMEOUT_MS);
  afterAll(async () => {
    await client.stop();
    await network.remove();
  });

  it("goes on when its leader is killed, and takes it back", async () => {
    await progress(network.nodes);
    const leader = await leaderOf(network);
    await network.end(leader, "SIGKILL");
    await progress(others(leader));
    expect(await leaderOf(network, others(leader))).not.toBe(leader);
    await network.start(leader);
    await progress(network.nodes);
  });

  it("goes on while its leader is stopped, which follows when it wakes", async () => {
    const leader = await leaderOf(network);
    const term = (await raftOf(network, leader))?.term ?? 0;
    leader.process?.kill("SIGSTOP");
    await progress(others(leader));
    leader.process?.kill("SIGCONT");
    await progress(network.nodes);
    expect((await raftOf(network, leader))?.term).toBeGreaterThan(term);
  });

  it("goes on with its majority in a partition; the leader left behind makes nothing final", async () => {
    const leader = await leaderOf(network);
    network.links.partition(
      [leader.id],
      others(leader).map(({ id }) => id),
    );
    await progress(others(leader));
    const before = await finalOf(network, leader);
    await pause(5 * INTERVAL_MS);
    expect(await finalOf(network, leader)).toBe(before);
    expect((await raftOf(network, leader))?.leader).toBeUndefined();
    network.links.heal();
    await progress(network.nodes);
  });

  it("keeps its leader when a follower can speak but not hear", async () => {
    const leader = await leaderOf(network);
    const deaf = others(leader)[0] as TestNode;
    const term = (await raftOf(network, leader))?.term;
    for (const node of others(deaf)) network.links.cut(node.id, deaf.id);
    await progress(others(deaf));
    expect((await raftOf(network, leader))?.term).toBe(term);
    network.links.heal();
    await progress(network.nodes);
  });

  it("starts again where it was when all are killed at once", async () => {
    const before = Math.max(...(await Promise.all(network.nodes.map((node) => finalOf(network, node)))));
    await Promise.all(network.nodes.map((node) => network.end(node, "SIGKILL")));
    await network.startAll();
    await progress(network.nodes);
    expect(await finalOf(network, network.node(0))).toBeGreaterThan(before);
  });

  it("has lost nothing that it acknowledged and replaced nothing final", async () => {
    await client.stop();
    expect(client.acknowledged.length).toBeGreaterThan(count);
    const height = Math.max(...client.acknowledged.map((each) => each.height), ...finals.keys());
    for (const node of network.nodes) {
      await network.untilFinal(node, height);
      for (const each of client.acknowledged)
        expect(await network.blockHash(node, each.height), each.transaction).toBe(each.block);
      for (const [at, hash] of finals) expect(await network.blockHash(node, at)).toBe(hash);
    }
  });
});
