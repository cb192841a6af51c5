/**
 * Three Raft nodes in this process, over real gRPC and real disks: what they make, tell, hand over and keep. What they bear
 * when processes die or links break is held in raft-faults.test.ts.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Acknowledgement, type Event, NodeEventsClient, type SubmitTransactionResponse, Topic } from "#proto";
import { toHex } from "#server/lib/bytes";
import { call, connect } from "#server/rpc";
import { readNodeConfig } from "./node-config";
import { type RunningNode, startNode } from "./start";
import { TestNetwork, type TestNode } from "./testing/network";
import { transfer } from "./testing/transaction";

const TIMEOUT_MS = 120_000;
const INTERVAL_MS = 100;

let network: TestNetwork;
const running = new Map<TestNode, RunningNode>();

const start = async (node: TestNode) => {
  running.set(node, await startNode(readNodeConfig(node.configFile)));
};
const stop = async (node: TestNode) => {
  await running.get(node)?.stop();
  running.delete(node);
};

beforeAll(async () => {
  network = await TestNetwork.create({ nodes: 3, blockIntervalMs: INTERVAL_MS, engine: "raft" });
  await Promise.all(network.nodes.map(start));
}, TIMEOUT_MS);
afterAll(async () => {
  await Promise.all(network.nodes.map(stop));
  await network.remove();
}, TIMEOUT_MS);

function raftOf(node: TestNode) {
  const detail = running.get(node)?.face.consensus().detail;
  if (detail?.$case !== "raft") throw new Error(`${node.id} does not run Raft`);
  return detail.value;
}

async function until<T>(what: string, look: () => T | null | undefined | false, timeoutMs = 30_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** All agree on it. */
const leader = () =>
  until("a leader", () => {
    const words = network.nodes.map(raftOf);
    const [first] = words;
    const same = words.every((word) => word.leader === first?.leader && word.term === first?.term);
    return same && network.nodes.find(({ id }) => id === first?.leader);
  });

const finalOf = (node: TestNode) => running.get(node)?.face.store.final.height ?? 0;
const progress = async (blocks = 5) => {
  const from = Math.max(...network.nodes.map(finalOf));
  await until(`${blocks} final blocks above ${from}`, () =>
    network.nodes.every((node) => finalOf(node) >= from + blocks),
  );
  return from + blocks;
};
const hashesAt = async (height: number) =>
  new Set(await Promise.all(network.nodes.map((node) => network.blockHash(node, height))));

describe("three Raft nodes", { timeout: TIMEOUT_MS }, () => {
  it("make final blocks, the same everywhere, each certified by a majority", async () => {
    const height = await progress();
    for (let at = 1; at <= height; at++) expect(await hashesAt(at), `height ${at}`).toHaveProperty("size", 1);
    const store = running.get(network.node(0))?.face.store;
    const certificate = store && (await store.get(store.final.hash))?.certificate;
    expect(certificate).toMatchObject({ engine: "raft" });
    expect(certificate?.seals.length).toBeGreaterThanOrEqual(2);
  });

  it("make transactions final on all, sent to whichever, and refuse none that they include", async () => {
    const sent = Array.from({ length: 30 }, (_, nonce) => {
      const raw = transfer({ from: network.funded, nonce, chainId: network.chainId });
      const client = network.client(network.node(nonce % 3));
      const request = { raw, acknowledgement: Acknowledgement.ACKNOWLEDGEMENT_COMMITTED };
      return call<SubmitTransactionResponse>((done) => client.submitTransaction(request, done));
    });
    const heights = (await Promise.all(sent)).map(({ block }) => block?.height ?? 0);
    expect(Math.min(...heights)).toBeGreaterThan(0);
    const last = Math.max(...heights);
    await until("final on all", () => network.nodes.every((node) => finalOf(node) >= last));
    const { hash } = (await sent[29]) ?? { hash: new Uint8Array(32) };
    for (const node of network.nodes) {
      const found = await call<{ block?: { height: number } | undefined }>((done) =>
        network.client(node).getTransaction({ hash }, done),
      );
      expect(found.block?.height).toBe(heights[29]);
    }
  });

  it("keep their leader at rest, also when the event loop stands still for longer than an election takes", async () => {
    const { term } = raftOf(await leader());
    const stall = performance.now() + 700;
    while (performance.now() < stall);
    await progress(10);
    expect(network.nodes.map((node) => raftOf(node).term)).toEqual([term, term, term]);
  });

  it("tell of themselves: journal and heartbeat", async () => {
    const client = connect(NodeEventsClient, (await leader()).address);
    const stream = client.subscribe({ topics: [Topic.TOPIC_CONSENSUS, Topic.TOPIC_HEARTBEAT] });
    const cases = new Set<string>();
    stream.on("error", () => {});
    stream.on("data", ({ payload }: Event) => {
      if (payload?.$case === "journal") cases.add(payload.value.entry?.$case ?? "none");
      if (payload?.$case !== "heartbeat") return;
      const { consensus } = payload.value;
      if (consensus?.detail?.$case === "raft" && consensus.detail.value.followers.length === 2) cases.add("status");
    });
    const wanted = ["blockProposed", "appendSent", "appendMatched", "commitMoved", "status"];
    await until(`${wanted}`, () => wanted.every((name) => cases.has(name)));
    stream.cancel();
    client.close();
  });

  it("hand leadership over when told to", async () => {
    const from = await leader();
    const to = network.nodes.find((node) => node !== from) ?? from;
    running.get(from)?.face.command({ type: "transferLeadership", to: to.id });
    await until(`${to.id} leads`, () => network.nodes.every((node) => raftOf(node).leader === to.id));
    await progress();
  });

  it("take back one that was away, and keep all that is final when all were", async () => {
    const away = network.node(1);
    await stop(away);
    const rest = network.nodes.filter((node) => node !== away);
    const before = Math.max(...rest.map(finalOf));
    await until("the others go on", () => rest.every((node) => finalOf(node) >= before + 5));
    await start(away);
    const height = await progress();
    const [hash] = await hashesAt(height);
    await Promise.all(network.nodes.map(stop));
    await Promise.all(network.nodes.map(start));
    expect(await hashesAt(height)).toEqual(new Set([hash]));
    await progress();
    expect(await hashesAt(height)).toEqual(new Set([hash]));
  });

  it("refuse another node's log and another chain's, and leave both as they are", async () => {
    const [one, other] = [network.node(0), network.node(1)];
    await Promise.all([stop(one), stop(other)]);
    const log = (node: TestNode) => join(node.dataDir, "consensus");
    const bytesOf = () => readdirSync(log(one)).map((name) => toHex(readFileSync(join(log(one), name))));
    const own = join(network.folder, "own");
    cpSync(log(one), own, { recursive: true });
    rmSync(log(one), { recursive: true });
    cpSync(log(other), log(one), { recursive: true });
    const before = bytesOf();
    await expect(start(one)).rejects.toThrow(/t-2/);
    expect(bytesOf()).toEqual(before);

    rmSync(log(one), { recursive: true });
    cpSync(own, log(one), { recursive: true });
    const genesisFile = join(network.folder, "genesis.json");
    const genesis = readFileSync(genesisFile, "utf8");
    writeFileSync(genesisFile, genesis.replace(/"timeMs":\d+/, '"timeMs":1'));
    await expect(start(one)).rejects.toThrow(/this data directory belongs to chain 0x/);
    writeFileSync(genesisFile, genesis.replace('"raft"', '"paxos"'));
    await expect(start(one)).rejects.toThrow(/engine: expected "poa" or "raft"/);
    writeFileSync(genesisFile, genesis);
    await Promise.all([start(one), start(other)]);
    await progress();
  });
});
