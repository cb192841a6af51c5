/**
 * One simulated network: nodes, links, disks, clients and clock around one queue. Says what happens when a node sends, builds,
 * fetches; who breaks what and when is the business of a swarm or of a transcript. Everything in it follows from the PRNG.
 */
import type { BlockMeta, Command, FinalityCertificate } from "#server/consensus";
import { fnv1a, type Prng } from "#server/lib/prng";
import { type CheckerOptions, Checkers, Violation } from "./checkers";
import { Clients } from "./clients";
import { RunDigest } from "./digest";
import type { CrashMode } from "./disk";
import { type NetworkKnobs, SimNetwork } from "./network";
import { SimNode } from "./node";
import type { Protocol, Rules, SimEngine, Types } from "./protocol";
import { EventQueue } from "./queue";

/** Packets, writes and work under way in a whole network: far more than nodes have to say to each other. */
const UNDER_WAY_MAX = 20_000;
/** Blocks in one answer of a syncing peer. */
const SYNC_BLOCKS_MAX = 256;

export interface NodeKnobs {
  /** Length of a tick on this node's clock; null: it ticks by hand. */
  readonly tickUs: number | null;
  readonly diskUsMax: number;
  readonly workUsMax: number;
}

export interface WorldKnobs<T extends Types> {
  readonly nodes: readonly NodeKnobs[];
  /** The first so many vote at genesis. */
  readonly voters: number;
  readonly network: NetworkKnobs;
  readonly pacing: T["pacing"];
  /** Share of builds and checks that fail for no reason. */
  failures: number;
  readonly crashMode: CrashMode;
  /** Share of writes that take twenty times as long. */
  slowWrites: number;
  /** No write takes longer; for the phase in which all is well. */
  diskUsMax: number;
  /** Processes are stopped and go on, as by SIGSTOP and SIGCONT. */
  readonly stops: boolean;
  /** Single links are cut and mended again and again. */
  readonly flaps: boolean;
  /** Share of crashes, stops and cuts that hit whoever leads, where somebody does. */
  readonly aimed: number;
}

export const FAULTLESS = {
  failures: 0,
  crashMode: "lost",
  slowWrites: 0,
  diskUsMax: Number.POSITIVE_INFINITY,
  stops: false,
  flaps: false,
  aimed: 0,
} as const;

export interface Observer<T extends Types> {
  journal?(node: SimNode<T>, entry: T["entry"]): void;
  commit?(node: SimNode<T>, block: BlockMeta): void;
}

export class World<T extends Types> {
  readonly queue = new EventQueue();
  readonly digest = new RunDigest();
  readonly genesis: BlockMeta = { hash: "genesis", parent: "", height: 0, turn: 0, proposer: null, change: null };
  readonly network: SimNetwork;
  readonly checkers: Checkers;
  readonly rules: Rules<T>;
  readonly clients: Clients;
  readonly nodes: SimNode<T>[];
  readonly voters: readonly string[];
  readonly diskFaults: Prng;
  private readonly faults: Prng;
  private readonly delays: Prng;
  private readonly gossips: Prng;
  private blockCount = 0;
  private lives = 0;

  constructor(
    readonly protocol: Protocol<T>,
    readonly prng: Prng,
    readonly knobs: WorldKnobs<T>,
    { outcomesOnly }: CheckerOptions = { outcomesOnly: false },
    private readonly observer: Observer<T> = {},
  ) {
    this.faults = prng.stream("failures");
    this.delays = prng.stream("delays");
    this.diskFaults = prng.stream("disk faults");
    this.gossips = prng.stream("gossip");
    this.network = new SimNetwork(this.queue, prng.stream("network"), knobs.network);
    this.checkers = new Checkers(this.genesis);
    this.voters = knobs.nodes.slice(0, knobs.voters).map((_, index) => `v${index}`);
    this.rules = protocol.createRules(this.checkers, this.voters, outcomesOnly);
    this.clients = new Clients({ checkers: this.checkers, gossip: (from, deliver) => this.gossip(from, deliver) });
    this.nodes = knobs.nodes.map((_, index) => new SimNode(index, this));
  }

  get crashMode(): CrashMode {
    return this.knobs.crashMode;
  }

  createEngine(node: SimNode<T>): SimEngine<T> {
    const { voters, knobs, prng } = this;
    const setup = { self: node.id, voters, pacing: knobs.pacing, disk: node.disk };
    return this.protocol.createEngine({ ...setup, prng: prng.stream(`engine ${node.id} ${this.lives++}`) });
  }

  nodeKnobs(index: number): NodeKnobs {
    const knobs = this.knobs.nodes[index];
    if (knobs === undefined) throw new RangeError(`no node ${index}; there are ${this.knobs.nodes.length}`);
    return knobs;
  }

  node(id: string): SimNode<T> | undefined {
    return this.nodes[Number(id.slice(1))];
  }

  delay(kind: "disk" | "work", index: number): number {
    const { diskUsMax, workUsMax } = this.nodeKnobs(index);
    if (kind === "work") return this.delays.between(0, workUsMax);
    const { slowWrites } = this.knobs;
    const takesUs = this.delays.between(0, diskUsMax);
    const slow = slowWrites > 0 && this.delays.chance(slowWrites);
    return Math.min(slow ? 20 * takesUs : takesUs, this.knobs.diskUsMax);
  }

  fails(): boolean {
    return this.knobs.failures > 0 && this.faults.chance(this.knobs.failures);
  }

  fail(what: string): never {
    throw new Violation(what);
  }

  newBlock(block: Omit<BlockMeta, "hash">): BlockMeta {
    // Counted, so that the same block built twice is two blocks, as with real transactions in it.
    const text = `${block.parent}/${block.height}/${block.turn}/${block.proposer}/${this.blockCount++}`;
    const low = fnv1a(text);
    const hash = [fnv1a(text, low), low].map((part) => part.toString(16).padStart(8, "0")).join("");
    const built = { ...block, hash };
    this.checkers.blocks.set(hash, built);
    return built;
  }

  /** Above the one block up to the other, lowest first. */
  pathBetween(from: BlockMeta, to: BlockMeta): BlockMeta[] {
    const path: BlockMeta[] = [];
    for (let at = to; at.height > from.height; at = this.checkers.block(at.parent)) path.push(at);
    return path.reverse();
  }

  transmit(from: SimNode<T>, to: string, message: T["message"]): void {
    this.rules.onSend(from, to, message);
    if (this.queue.size > UNDER_WAY_MAX) this.fail(`${this.queue.size} things are under way; nodes flood each other`);
    const digest = this.protocol.digest(message);
    for (const node of this.nodes) {
      if (node === from || (to !== "all" && to !== node.id)) continue;
      this.network.send(from.index, node.index, () => {
        this.record(node.index, digest);
        node.receive({ type: "message", from: from.id, message });
      });
    }
  }

  command(node: SimNode<T>, command: Command): void {
    node.receive({ type: "command", command });
  }

  /** As the real BlockSync: what stands between the asker's final block and the wanted one, with the certificates kept. */
  fetch(asker: SimNode<T>, hash: string, from: string): void {
    const peer = this.node(from);
    if (peer === undefined || peer === asker) return;
    const { final } = asker;
    this.network.send(asker.index, peer.index, () => {
      if (peer.engine === null) return;
      const chain = peer.disk.chainTo(hash, final).slice(0, SYNC_BLOCKS_MAX);
      const certificates = new Map(chain.map((block) => [block.hash, peer.disk.certificates.get(block.hash)]));
      this.network.send(peer.index, asker.index, () => asker.onFetched(chain, (block) => certificates.get(block)));
    });
  }

  /** The link between two running nodes is up again: both hear of it. */
  linkUp(a: SimNode<T>, b: SimNode<T>): void {
    if (a.engine === null || b.engine === null) return;
    if (this.network.isOpen(a.index, b.index)) a.receive({ type: "peerUp", peer: b.id });
    if (this.network.isOpen(b.index, a.index)) b.receive({ type: "peerUp", peer: a.id });
  }

  restart(node: SimNode<T>): void {
    node.start();
    for (const other of this.nodes) if (other !== node) this.linkUp(node, other);
  }

  heal(): void {
    this.network.heal();
    for (const a of this.nodes) for (const b of this.nodes) if (a.index < b.index) this.linkUp(a, b);
  }

  onHead(node: SimNode<T>): void {
    this.checkers.onHead(node.index, node.head);
    this.record(node.index, node.head.hash);
  }

  onCommit(node: SimNode<T>, block: BlockMeta, certificate: FinalityCertificate): void {
    this.record(node.index, block.hash);
    this.rules.onCommit(node, block, certificate);
    this.checkers.onCommit(node.index, block);
    this.checkLimits(node);
    this.observer.commit?.(node, block);
  }

  /** The blocks that have become final on this node, lowest first, and what it has made of them. */
  onFinal(node: SimNode<T>, blocks: readonly BlockMeta[], state: number): void {
    this.checkers.onState(node.index, node.final.height, state);
    for (const block of blocks) this.clients.onFinal(node.index, block);
  }

  onJournal(node: SimNode<T>, entry: T["entry"]): void {
    this.observer.journal?.(node, entry);
  }

  checkLimits(node: SimNode<T>): void {
    for (const { name, size, limit } of node.engine?.sizes() ?? []) {
      if (size > limit) throw new Violation(`${node.id} holds ${size} ${name}; the limit is ${limit}`);
    }
  }

  private gossip(from: number, deliver: (to: number) => void): void {
    for (const node of this.nodes) {
      if (node.index === from || this.gossips.chance(this.network.knobs.loss)) continue;
      this.queue.after(this.gossips.between(0, this.network.knobs.latencyUsMax), () => {
        if (node.engine !== null && this.network.isOpen(from, node.index)) deliver(node.index);
      });
    }
  }

  private record(node: number, text: string): void {
    this.digest.number(this.queue.now);
    this.digest.number(node);
    this.digest.text(text);
  }
}
