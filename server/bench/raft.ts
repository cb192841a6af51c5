/**
 * Raft on real processes: how long the network is without a new final block when its leader is killed or hands over, and
 * how long a block takes from its proposal to its commit. Beside it, where it is installed, a three-member etcd with the
 * same time-outs, in the same run.
 */
import { setTimeout } from "node:timers/promises";
import { type Event, NodeEventsClient, type RaftStatus, RaftStatus_Role, Topic } from "#proto";
import { TestNetwork, type TestNode } from "#server/node/testing";
import { connect } from "#server/rpc";
import { Etcd, type EtcdMember, etcdVersion } from "./etcd";
import { type Bench, percentile, type Row, round } from "./row";

const INTERVAL_MS = 50;
const KILLS = 11;
const TRANSFERS = 11;
const SETTLE_MS = 2_000;
const COMMITS_MS = 10_000;
/** A new write is offered so often until one is taken, as a new block is. */
const OFFER_EVERY_MS = 10;
const WAIT_MS_MAX = 20_000;

interface Heard {
  readonly node: string;
  readonly atMs: number;
  readonly monotonicUs: number;
  readonly what:
    | { readonly type: "proposed" | "committed"; readonly height: number }
    | { readonly type: "final"; readonly height: number; readonly term: number };
}

/** Everything that the nodes tell of blocks, as it comes. */
class Ear {
  readonly heard: Heard[] = [];
  readonly #waiting = new Set<(heard: Heard) => void>();
  readonly #closers: (() => void)[] = [];

  listen(node: TestNode): void {
    const client = connect(NodeEventsClient, node.address);
    const stream = client.subscribe({ topics: [Topic.TOPIC_BLOCKS, Topic.TOPIC_CONSENSUS] });
    stream.on("data", (event) => {
      const what = whatOf(event);
      if (!what) return;
      const heard = { node: node.id, atMs: performance.now(), monotonicUs: event.monotonicUs, what };
      this.heard.push(heard);
      for (const wake of this.#waiting) wake(heard);
    });
    // A killed node's stream ends; it is listened to anew when it is back.
    stream.on("error", () => client.close());
    this.#closers.push(() => {
      stream.cancel();
      client.close();
    });
  }

  async until(good: (heard: Heard) => boolean): Promise<Heard> {
    let wake: (heard: Heard) => void = () => undefined;
    const found = new Promise<Heard>((resolve) => {
      wake = (heard) => good(heard) && resolve(heard);
    });
    this.#waiting.add(wake);
    const late = new AbortController();
    try {
      const first = await Promise.race([found, setTimeout(WAIT_MS_MAX, null, { signal: late.signal })]);
      if (!first) throw new Error(`nothing of the kind was heard in ${WAIT_MS_MAX} ms`);
      return first;
    } finally {
      late.abort();
      this.#waiting.delete(wake);
    }
  }

  close(): void {
    for (const close of this.#closers) close();
  }
}

function whatOf({ payload }: Event): Heard["what"] | null {
  if (payload?.$case === "blockFinalised") {
    const { block, certificate } = payload.value;
    return { type: "final", height: block?.height ?? 0, term: certificate?.turn ?? 0 };
  }
  if (payload?.$case !== "journal") return null;
  const { entry } = payload.value;
  if (entry?.$case === "blockProposed") return { type: "proposed", height: entry.value.block?.height ?? 0 };
  if (entry?.$case === "commitMoved") return { type: "committed", height: entry.value.to };
  return null;
}

export const raftBench: Bench = {
  name: "raft",
  about: `three node processes, blocks each ${INTERVAL_MS} ms, time-outs of 150 to 300 ms; etcd beside them`,
  run: async (signal) => {
    const etcd = await measureEtcd(signal);
    const ours = await measureOurs(signal);
    const rows = [...ours, ...etcd].map((row): Row => against(row, etcd));
    const ratio = rows[0]?.ratio;
    return ratio === undefined ? rows : [...rows, { name: "raft.failover.vs_etcd", value: ratio, unit: "times" }];
  },
};

/** Our figure as a share of etcd's, where both are there. */
function against(row: Row, etcd: readonly Row[]): Row {
  const theirs = etcd.find(({ name }) => name === row.name.replace("raft.", "etcd."));
  if (!row.name.startsWith("raft.") || !theirs) return row;
  return { ...row, ratio: round(row.value / theirs.value, 2), against: `etcd's ${theirs.value} ms` };
}

async function measureOurs(signal: AbortSignal): Promise<Row[]> {
  const network = await TestNetwork.create({ nodes: 3, blockIntervalMs: INTERVAL_MS, engine: "raft" });
  const ear = new Ear();
  try {
    await network.startAll();
    for (const node of network.nodes) ear.listen(node);
    await setTimeout(SETTLE_MS, undefined, { signal });
    const commits = await commitTimes(network, ear, signal);
    const transfers = await transferTimes(network, ear, signal);
    const failovers = await failoverTimes(network, ear, signal);
    return [
      median("raft.failover_ms", failovers, "<= 300"),
      { name: "raft.failover.max_ms", value: round(Math.max(...failovers)), unit: "ms" },
      median("raft.transfer_ms", transfers, "<= 80"),
      median("raft.commit.p50_ms", commits, "<= 15"),
      { name: "raft.commit.p99_ms", value: round(percentile(commits, 0.99)), unit: "ms" },
    ];
  } finally {
    ear.close();
    await network.remove();
  }
}

const median = (name: string, samples: readonly number[], goal?: string): Row => ({
  name,
  value: round(percentile(samples, 0.5)),
  unit: "ms",
  ...(goal === undefined ? {} : { goal }),
});

/** On the leader's own monotonic clock: from its proposal to its commit. */
async function commitTimes(network: TestNetwork, ear: Ear, signal: AbortSignal): Promise<number[]> {
  const { node } = await leaderOf(network);
  const from = ear.heard.length;
  await setTimeout(COMMITS_MS, undefined, { signal });
  const own = ear.heard.slice(from).filter((heard) => heard.node === node.id);
  const proposedAt = new Map(own.flatMap((each) => (each.what.type === "proposed" ? [[each.what.height, each]] : [])));
  return own.flatMap(({ what, monotonicUs }) => {
    const proposal = what.type === "committed" ? proposedAt.get(what.height) : undefined;
    return proposal ? [(monotonicUs - proposal.monotonicUs) / 1_000] : [];
  });
}

async function transferTimes(network: TestNetwork, ear: Ear, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < TRANSFERS; round++) {
    const { node, raft } = await leaderOf(network);
    const to = network.nodes.find((other) => other !== node);
    if (!to) throw new Error("a network of one has nobody to hand over to");
    const start = performance.now();
    node.process?.send({ command: { type: "transferLeadership", to: to.id } });
    const first = await ear.until(({ what }) => what.type === "final" && what.term > raft.term);
    times.push(first.atMs - start);
    await setTimeout(SETTLE_MS / 2, undefined, { signal });
  }
  return times;
}

async function failoverTimes(network: TestNetwork, ear: Ear, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < KILLS; round++) {
    const { node, raft } = await leaderOf(network);
    const start = performance.now();
    const next = ear.until(({ what }) => what.type === "final" && what.term > raft.term);
    void network.end(node, "SIGKILL");
    times.push((await next).atMs - start);
    await network.start(node);
    ear.listen(node);
    await setTimeout(SETTLE_MS, undefined, { signal });
  }
  return times;
}

/** The node that leads by its own word, in the newest term. */
async function leaderOf(network: TestNetwork): Promise<{ node: TestNode; raft: RaftStatus }> {
  const deadline = performance.now() + WAIT_MS_MAX;
  while (performance.now() < deadline) {
    for (const node of network.nodes) {
      const detail = (await network.status(node).catch(() => null))?.consensus?.detail;
      if (detail?.$case === "raft" && detail.value.role === RaftStatus_Role.ROLE_LEADER)
        return { node, raft: detail.value };
    }
    await setTimeout(OFFER_EVERY_MS);
  }
  throw new Error("no node leads");
}

async function measureEtcd(signal: AbortSignal): Promise<Row[]> {
  const version = etcdVersion();
  if (version === null) {
    console.log("skipped: etcd is not installed (Debian: etcd-server), so nothing is held against it");
    return [];
  }
  console.log(`etcd ${version}`);
  const etcd = await Etcd.start();
  try {
    await setTimeout(SETTLE_MS, undefined, { signal });
    const commits: number[] = [];
    const leader = await leadingMember(etcd);
    for (const end = performance.now() + COMMITS_MS; performance.now() < end; ) {
      const start = performance.now();
      if (await etcd.put(leader, "block", "x".repeat(600))) commits.push(performance.now() - start);
      await setTimeout(INTERVAL_MS, undefined, { signal });
    }
    const transfers: number[] = [];
    for (let round = 0; round < TRANSFERS; round++) {
      const from = await leadingMember(etcd);
      const to = etcd.members.filter((member) => member !== from);
      const start = performance.now();
      await etcd.transfer(from, to[0] ?? from);
      await firstPut(etcd, to, signal);
      transfers.push(performance.now() - start);
      await setTimeout(SETTLE_MS / 2, undefined, { signal });
    }
    const failovers: number[] = [];
    for (let round = 0; round < KILLS; round++) {
      const killed = await leadingMember(etcd);
      const rest = etcd.members.filter((member) => member !== killed);
      const start = performance.now();
      killed.process?.kill("SIGKILL");
      await firstPut(etcd, rest, signal);
      failovers.push(performance.now() - start);
      etcd.startMember(killed, "existing");
      await setTimeout(SETTLE_MS, undefined, { signal });
    }
    return [
      median("etcd.failover_ms", failovers),
      median("etcd.transfer_ms", transfers),
      median("etcd.commit.p50_ms", commits),
    ];
  } finally {
    await etcd.stop();
  }
}

async function leadingMember(etcd: Etcd): Promise<EtcdMember> {
  for (const end = performance.now() + WAIT_MS_MAX; performance.now() < end; await setTimeout(OFFER_EVERY_MS)) {
    const leader = await etcd.leader();
    if (leader) return leader;
  }
  throw new Error("no member of etcd leads");
}

/** Writes are offered again and again, to all that are left: one that was lost with the leader must not delay the figure. */
async function firstPut(etcd: Etcd, members: readonly EtcdMember[], signal: AbortSignal): Promise<void> {
  let taken = false;
  const offers: Promise<unknown>[] = [];
  for (const end = performance.now() + WAIT_MS_MAX; !taken && performance.now() < end; ) {
    for (const member of members)
      offers.push(
        etcd.put(member, "failover", "1").then((good) => {
          taken ||= good;
        }),
      );
    await Promise.race([setTimeout(OFFER_EVERY_MS, undefined, { signal }), ...offers.slice(-2)]);
  }
  if (!taken) throw new Error("etcd took no write in time");
}
