/**
 * Engines on one desk, for unit tests: messages, disks and executions happen when the test says, in order. Faults are cut
 * links, dropped messages and disks that wait. The swarm in server/sim is the place for chance.
 */
import { assert } from "#server/lib/assert";
import { createPrng } from "#server/lib/prng";
import type { BlockMeta, FinalityCertificate, NodeId } from "../../engine";
import { type RaftEffect, RaftEngine, type RaftEvent } from "../engine";
import type { RaftEntry } from "../journal";
import type { Member } from "../membership";
import type { RaftMessage } from "../messages";
import { type RaftRecord, replay } from "../persistence";

export const genesis: BlockMeta = { hash: "g", parent: "", height: 0, turn: 0, proposer: null, change: null };
export const pacing = { intervalTicks: 5, heartbeatTicks: 3, electionTicksMin: 15, electionTicksMax: 30 };

export interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: RaftMessage;
}

export class DeskNode {
  engine: RaftEngine;
  records: RaftRecord[] = [];
  final: { block: BlockMeta; certificate: FinalityCertificate | null; members: readonly Member[] };
  head = genesis;
  readonly journal: RaftEntry[] = [];
  readonly commits: BlockMeta[] = [];
  /** Records wait here while the disk does. */
  unwritten: { readonly index: number; readonly record: RaftRecord }[] = [];
  waiting: { readonly after: number; readonly envelope: Envelope }[] = [];
  persisted = 0;
  diskWaits = false;
  refuses = false;
  isDown = false;
  readonly executed = new Map<string, BlockMeta>([["g", genesis]]);

  constructor(
    readonly id: NodeId,
    private readonly cluster: Cluster,
    readonly members: readonly Member[],
  ) {
    this.final = { block: genesis, certificate: null, members };
    this.engine = this.build();
  }

  private build(): RaftEngine {
    const { block: final, certificate, members } = this.final;
    return new RaftEngine({
      self: this.id,
      pacing,
      sign: () => new Uint8Array(65),
      prng: createPrng(`${this.cluster.seed}/${this.id}`),
      restored: replay({ final, certificate, members }, this.records),
    });
  }

  restart(): void {
    this.unwritten = [];
    this.waiting = [];
    this.persisted = 0;
    this.isDown = false;
    this.head = this.final.block;
    this.engine = this.build();
  }

  step(event: RaftEvent): RaftEffect[] {
    if (this.isDown) return [];
    const effects = this.engine.step(event);
    for (const effect of effects) this.carryOut(effect);
    return effects;
  }

  /** What was asked for is on disk now. */
  write(): void {
    const last = this.unwritten.at(-1);
    if (last === undefined) return;
    this.records.push(...this.unwritten.map(({ record }) => record));
    this.unwritten = [];
    this.persisted = last.index;
    for (const { envelope } of this.waiting.filter(({ after }) => after <= last.index)) this.cluster.post(envelope);
    this.waiting = this.waiting.filter(({ after }) => after > last.index);
    this.step({ type: "persisted", index: last.index });
  }

  private carryOut(effect: RaftEffect): void {
    const { cluster } = this;
    switch (effect.type) {
      case "persist":
        this.unwritten.push(effect);
        break;
      case "send": {
        const envelope = { from: this.id, to: effect.to, message: effect.message };
        if (effect.after === null || effect.after <= this.persisted) cluster.post(envelope);
        else this.waiting.push({ after: effect.after, envelope });
        break;
      }
      case "propose":
        cluster.later(() => this.propose(effect));
        break;
      case "check": {
        const { block } = effect;
        cluster.later(() => {
          const refusal = this.refuses ? "refused by the test" : this.executed.has(block.parent) ? null : "no parent";
          if (refusal === null) this.executed.set(block.hash, block);
          this.step({ type: "checked", block, refusal });
        });
        break;
      }
      case "fetch":
        cluster.later(() => cluster.fetch(this, effect.hash, effect.from));
        break;
      case "head":
        this.head = effect.block;
        break;
      case "commit": {
        const { block, certificate } = effect;
        this.commits.push(block);
        this.final = { block, certificate, members: this.engine.status().members };
        break;
      }
      case "journal":
        this.journal.push(effect.entry);
        break;
      case "status":
        break;
    }
  }

  private propose({ parent, height, turn, change }: Extract<RaftEffect, { type: "propose" }>): void {
    if (this.refuses) {
      this.step({ type: "proposalFailed", turn, reason: "refused by the test" });
      return;
    }
    const block = { hash: `${height}@${turn}${this.id}`, parent, height, turn, proposer: this.id, change };
    this.executed.set(block.hash, block);
    this.step({ type: "proposed", block });
  }
}

export class Cluster {
  readonly nodes = new Map<NodeId, DeskNode>();
  private queue: (Envelope | (() => void))[] = [];
  /** "a>b" */
  readonly cut = new Set<string>();
  readonly sent: Envelope[] = [];
  drops: (envelope: Envelope) => boolean = () => false;

  constructor(
    readonly seed: string,
    voters: readonly NodeId[],
    learners: readonly NodeId[] = [],
    strangers: readonly NodeId[] = [],
  ) {
    const members: Member[] = [
      ...voters.map((id) => ({ id, role: "voter" as const })),
      ...learners.map((id) => ({ id, role: "learner" as const })),
    ];
    for (const id of [...voters, ...learners, ...strangers]) this.nodes.set(id, new DeskNode(id, this, members));
  }

  node(id: NodeId): DeskNode {
    const node = this.nodes.get(id);
    assert(node !== undefined, `${id} is on the desk`);
    return node;
  }

  post(envelope: Envelope): void {
    this.sent.push(envelope);
    if (!this.drops(envelope)) this.queue.push(envelope);
  }

  later(run: () => void): void {
    this.queue.push(run);
  }

  /** Cuts a node's links to all others, both ways. */
  isolate(id: NodeId): void {
    for (const other of this.nodes.keys()) this.cut.add(`${id}>${other}`).add(`${other}>${id}`);
  }

  heal(): void {
    this.cut.clear();
  }

  /** Until nothing is under way. */
  run(): void {
    for (let turn = 0; turn < 10_000; turn++) {
      for (const node of this.nodes.values()) if (!node.diskWaits) node.write();
      const batch = this.queue;
      if (batch.length === 0) return;
      this.queue = [];
      for (const item of batch) {
        if (typeof item === "function") item();
        else if (!this.cut.has(`${item.from}>${item.to}`))
          this.nodes.get(item.to)?.step({ type: "message", from: item.from, message: item.message });
      }
    }
    throw new Error("the desk does not come to rest");
  }

  tick(count = 1): void {
    for (let done = 0; done < count; done++) {
      for (const node of this.nodes.values()) node.step({ type: "tick" });
      this.run();
    }
  }

  /** The chain that the other node has, lowest first, each block with the certificate that it holds. */
  fetch(asker: DeskNode, hash: string, from: NodeId): void {
    const source = this.nodes.get(from);
    if (source === undefined || source.isDown || this.cut.has(`${from}>${asker.id}`)) return;
    const chain: BlockMeta[] = [];
    for (let block = source.executed.get(hash); block !== undefined; block = source.executed.get(block.parent)) {
      if (asker.executed.has(block.hash)) break;
      chain.unshift(block);
    }
    for (const block of chain) {
      asker.executed.set(block.hash, block);
      asker.step({ type: "checked", block, refusal: null });
      const { certificate } = source.final;
      if (certificate?.hash === block.hash) asker.step({ type: "certified", certificate });
    }
  }

  leaders(): DeskNode[] {
    return [...this.nodes.values()].filter((node) => !node.isDown && node.engine.status().role === "leader");
  }

  /** Ticks until exactly one leader leads and something of its term is final. */
  elect(ticksMax = 400): DeskNode {
    for (let ticks = 0; ticks < ticksMax; ticks++) {
      const [leader, other] = this.leaders();
      const status = leader?.engine.status();
      if (leader !== undefined && other === undefined && leader.final.block.turn === status?.term) return leader;
      this.tick();
    }
    throw new Error(`no leader in ${ticksMax} ticks`);
  }
}
