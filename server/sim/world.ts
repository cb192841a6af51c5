/**
 * One simulated network: nodes, links, disks and clock around one queue. Says what happens when a node sends, builds,
 * fetches; who breaks what and when is the business of a swarm or of a transcript. Everything in it follows from the PRNG.
 */
import type { BlockMeta, FinalityCertificate, PoaEntry, PoaMessage, PoaOptions } from "#server/consensus";
import { fnv1a, type Prng } from "#server/lib/prng";
import { type CheckerOptions, Checkers, Violation } from "./checkers";
import { RunDigest } from "./digest";
import type { EngineFactory, SimEngine } from "./engine";
import { type NetworkKnobs, SimNetwork } from "./network";
import { SimNode } from "./node";
import { EventQueue } from "./queue";

/** Blocks in one answer of a syncing peer. */
const SYNC_BLOCKS_MAX = 256;

export interface NodeKnobs {
  /** Length of a tick on this node's clock; null: it ticks by hand. */
  readonly tickUs: number | null;
  readonly diskUsMax: number;
  readonly workUsMax: number;
}

export interface WorldKnobs {
  readonly nodes: readonly NodeKnobs[];
  readonly network: NetworkKnobs;
  readonly pacing: PoaOptions["pacing"];
  /** Share of builds and checks that fail for no reason. */
  failures: number;
}

export interface Observer {
  journal?(node: SimNode, entry: PoaEntry): void;
  commit?(node: SimNode, block: BlockMeta): void;
}

const NO_SIGNATURE = new Uint8Array(0);

export class World {
  readonly queue = new EventQueue();
  readonly digest = new RunDigest();
  readonly genesis: BlockMeta = { hash: "genesis", parent: "", height: 0, turn: 0, proposer: null, change: null };
  readonly network: SimNetwork;
  readonly checkers: Checkers;
  readonly nodes: SimNode[];
  readonly validators: readonly string[];
  private readonly faults: Prng;
  private readonly delays: Prng;
  private blockCount = 0;

  constructor(
    private readonly factory: EngineFactory,
    readonly prng: Prng,
    readonly knobs: WorldKnobs,
    checks?: CheckerOptions,
    private readonly observer: Observer = {},
  ) {
    this.faults = prng.stream("failures");
    this.delays = prng.stream("delays");
    this.network = new SimNetwork(this.queue, prng.stream("network"), knobs.network);
    this.checkers = new Checkers(knobs.nodes.length, this.genesis, checks);
    this.validators = knobs.nodes.map((_, index) => `v${index}`);
    this.nodes = knobs.nodes.map((_, index) => new SimNode(index, this));
  }

  createEngine(self: string, restored: PoaOptions["restored"]): SimEngine {
    const { validators } = this;
    return this.factory({ self, validators, pacing: this.knobs.pacing, sign: () => NO_SIGNATURE, restored });
  }

  nodeKnobs(index: number): NodeKnobs {
    const knobs = this.knobs.nodes[index];
    if (knobs === undefined) throw new RangeError(`no node ${index}; there are ${this.knobs.nodes.length}`);
    return knobs;
  }

  node(id: string): SimNode | undefined {
    return this.nodes[Number(id.slice(1))];
  }

  delay(kind: "disk" | "work", index: number): number {
    const { diskUsMax, workUsMax } = this.nodeKnobs(index);
    return this.delays.between(0, kind === "disk" ? diskUsMax : workUsMax);
  }

  fails(): boolean {
    return this.knobs.failures > 0 && this.faults.chance(this.knobs.failures);
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

  transmit(from: number, to: string, message: PoaMessage): void {
    if (message.type === "vote") this.checkers.onVoteSent(message.vote);
    else this.checkers.onProposalSent(message.block);
    const sender = `v${from}`;
    for (const node of this.nodes) {
      if (node.index === from || (to !== "all" && to !== node.id)) continue;
      this.network.send(from, node.index, () => {
        this.record(node.index, message.type === "vote" ? message.vote.hash : message.block.hash);
        node.step({ type: "message", from: sender, message });
      });
    }
  }

  /** As the real BlockSync: what stands between the asker's final block and the wanted one, with the certificates kept. */
  fetch(asker: SimNode, hash: string, from: string): void {
    const peer = this.node(from);
    if (peer === undefined || peer === asker) return;
    const { final } = asker;
    this.network.send(asker.index, peer.index, () => {
      if (peer.engine === null) return;
      const chain = peer.disk.chainTo(hash, final).slice(0, SYNC_BLOCKS_MAX);
      this.network.send(peer.index, asker.index, () => {
        if (asker.engine === null) return;
        for (const block of chain) {
          asker.check(block);
          const certificate = peer.disk.certificates.get(block.hash);
          if (certificate !== undefined) asker.certified(certificate);
        }
      });
    });
  }

  /** The link between two running nodes is up again: both hear of it. */
  linkUp(a: SimNode, b: SimNode): void {
    if (a.engine === null || b.engine === null) return;
    if (this.network.isOpen(a.index, b.index)) a.step({ type: "peerUp", peer: b.id });
    if (this.network.isOpen(b.index, a.index)) b.step({ type: "peerUp", peer: a.id });
  }

  restart(node: SimNode): void {
    node.start();
    for (const other of this.nodes) if (other !== node) this.linkUp(node, other);
  }

  heal(): void {
    this.network.heal();
    for (const a of this.nodes) for (const b of this.nodes) if (a.index < b.index) this.linkUp(a, b);
  }

  onHead(node: SimNode): void {
    this.checkers.onHead(node.index, node.head);
    this.record(node.index, node.head.hash);
  }

  onCommit(node: SimNode, block: BlockMeta, certificate: FinalityCertificate): void {
    this.record(node.index, block.hash);
    this.checkers.onCommit(node.index, block, certificate);
    this.checkLimits(node);
    this.observer.commit?.(node, block);
  }

  onJournal(node: SimNode, entry: PoaEntry): void {
    this.observer.journal?.(node, entry);
  }

  checkLimits(node: SimNode): void {
    for (const { name, size, limit } of node.engine?.sizes() ?? []) {
      if (size > limit) throw new Violation(`${node.id} holds ${size} ${name}; the limit is ${limit}`);
    }
  }

  private record(node: number, hash: string): void {
    this.digest.number(this.queue.now);
    this.digest.number(node);
    this.digest.text(hash);
  }
}
