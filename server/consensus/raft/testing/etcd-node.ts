/**
 * One of our engines under etcd's verbs. What it wants done waits until `handleReady`: as in etcd, where a `Ready` holds what
 * is to be written and sent. Execution is not part of etcd's core, so checks are answered at once, and the first block of a
 * term is built at once, as etcd appends its empty entry. Blocks after that are built when a directive proposes something.
 */
import type { Prng } from "#server/lib/prng";
import type { BlockMeta, FinalityCertificate, MembershipChange, NodeId } from "../../engine";
import { type RaftEffect, RaftEngine, type RaftEvent } from "../engine";
import type { RaftEntry } from "../journal";
import type { Member } from "../membership";
import type { RaftMessage } from "../messages";
import type { RaftPacing } from "../pacing";
import type { RaftRecord } from "../persistence";
import type { RaftStatus } from "../status";

/** Ours per tick of etcd's, so that an election by time or a proposal does not cost a heartbeat. */
export const TICKS = 100;
/** etcd's tests: a heartbeat each tick, elections after 3 ticks or up to twice that. */
const PACING: RaftPacing = {
  intervalTicks: 1,
  heartbeatTicks: TICKS,
  electionTicksMin: 3 * TICKS,
  electionTicksMax: 6 * TICKS,
};

/** Always the longest time-out: etcd's directives say when someone stands for election. */
const longest: Prng = {
  next: () => 0.999,
  between: (_min, max) => max,
  chance: () => false,
  pick: (items) => {
    const [first] = items;
    if (first === undefined) throw new RangeError("nothing to pick from");
    return first;
  },
  stream: () => longest,
};

export interface Sent {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: RaftMessage;
}

/** Messages to others, and to itself: that its disk has come so far. */
export type UnderWay = Sent | { readonly to: NodeId; readonly persisted: number };

/** What a `Ready` has for the disk, and what may be said when it is there. */
interface Writing {
  readonly index: number | null;
  readonly records: readonly RaftRecord[];
  readonly sends: readonly Sent[];
}

/** What etcd's `HardState` and `SoftState` say, at the last `Ready`. */
export interface NodeState {
  readonly term: number;
  readonly votedFor: NodeId | null;
  readonly commit: number;
  readonly role: RaftStatus["role"];
  readonly leader: NodeId | null;
}

type Proposal = Extract<RaftEffect, { type: "propose" }>;
type Fetch = Extract<RaftEffect, { type: "fetch" }>;

/** All blocks that were ever built and certified, whoever has them. */
export class Blocks {
  private readonly byHash = new Map<string, BlockMeta>();
  private readonly certificates = new Map<string, FinalityCertificate>();
  private built = 0;

  add(block: BlockMeta): BlockMeta {
    this.byHash.set(block.hash, block);
    return block;
  }

  build(parent: string, height: number, turn: number, proposer: NodeId, change: MembershipChange | null): BlockMeta {
    return this.add({ hash: `${turn}/${height}#${this.built++}`, parent, height, turn, proposer, change });
  }

  certify(certificate: FinalityCertificate): void {
    this.certificates.set(certificate.hash, certificate);
  }

  certificateOf(hash: string): FinalityCertificate | null {
    return this.certificates.get(hash) ?? null;
  }

  get(hash: string): BlockMeta {
    const block = this.byHash.get(hash);
    if (!block) throw new Error(`no block ${hash}`);
    return block;
  }
}

export class EtcdNode {
  readonly entries: RaftEntry[] = [];
  /** Blocks above the first one that it started from, as its records left them. */
  log: BlockMeta[] = [];
  ready: NodeState | null = null;
  commit: number;
  private readonly engine: RaftEngine;
  /** As of the last `Ready`. */
  private told: NodeState;
  private records: RaftRecord[] = [];
  private unwritten: number | null = null;
  private sends: Extract<RaftEffect, { type: "send" }>[] = [];
  private fetches: Fetch[] = [];
  private writings: Writing[] = [];
  private proposal: Proposal | null = null;
  private isNewLeader = false;

  constructor(
    readonly id: NodeId,
    private readonly blocks: Blocks,
    readonly first: BlockMeta,
    members: readonly Member[],
    private readonly announcesWithBlock: boolean,
  ) {
    this.commit = first.height;
    this.engine = new RaftEngine({
      self: id,
      pacing: PACING,
      sign: () => new Uint8Array(65),
      prng: longest,
      restored: { hardState: null, final: first, certificate: blocks.certificateOf(first.hash), members, log: [] },
    });
    this.told = this.state();
  }

  status(): RaftStatus {
    return this.engine.status();
  }

  state(): NodeState {
    const { term, votedFor, role, leader } = this.status();
    return { term, votedFor, role, leader, commit: this.commit };
  }

  hasReady(): boolean {
    const waits = this.unwritten !== null || this.sends.length > 0 || this.fetches.length > 0;
    return waits || JSON.stringify(this.state()) !== JSON.stringify(this.told);
  }

  /** Hands over what is to be written, fetches what is to be fetched; returns what may be said at once. */
  handleReady(others: readonly NodeId[]): Sent[] {
    const { unwritten, records, sends, fetches } = this;
    this.told = this.state();
    this.ready = this.told;
    this.unwritten = null;
    this.records = [];
    this.sends = [];
    this.fetches = [];
    for (const fetch of fetches) this.fetch(fetch);
    const sentOf = (chosen: typeof sends) =>
      chosen.flatMap(({ to, message }) =>
        (to === "all" ? others : [to]).map((id) => ({ from: this.id, to: id, message })),
      );
    // etcd asks for votes before its own is on disk; ours waits, which the scenarios have no step for.
    const waits = ({ after, message }: (typeof sends)[number]) => after !== null && message.type !== "voteRequest";
    const later = sentOf(sends.filter(waits));
    if (unwritten !== null || later.length > 0) this.writings.push({ index: unwritten, records, sends: later });
    return sentOf(sends.filter((send) => !waits(send)));
  }

  get isWriting(): boolean {
    return this.writings.length > 0;
  }

  /** The disk does the oldest of what it was handed. */
  write(): UnderWay[] {
    const writing = this.writings.shift();
    if (!writing) return [];
    for (const record of writing.records) this.writeRecord(record);
    return writing.index === null ? [...writing.sends] : [...writing.sends, { to: this.id, persisted: writing.index }];
  }

  /** Carries out what can't wait; all else waits for `handleReady`. */
  step(event: RaftEvent): void {
    const answers: RaftEvent[] = [event];
    for (let next = answers.shift(); next !== undefined; next = answers.shift()) {
      const isLeading = this.status().role === "leader";
      for (const effect of this.engine.step(next)) {
        const answer = this.take(effect);
        if (answer) answers.push(answer);
      }
      if (!isLeading && this.status().role === "leader") this.isNewLeader = true;
    }
    if (this.isNewLeader && this.announcesWithBlock) this.announceWithBlock();
    this.isNewLeader = false;
  }

  /**
   * Our leader announces itself before its first block is built, and sends that upon the answers. etcd's sends it at once:
   * where the steps of a scenario count on it, the announcement is taken back and the time of a heartbeat passes.
   */
  private announceWithBlock(): void {
    this.isNewLeader = false;
    this.sends = this.sends.filter(({ message }) => message.type !== "append");
    this.tick(TICKS);
  }

  tick(times: number): void {
    for (let tick = 0; tick < times; tick++) this.step({ type: "tick" });
  }

  /** Lets time pass until it stands for election; not at all, if it can't. */
  standByClock(): void {
    for (let ticks = 0; ticks < 12 * TICKS && !this.hasAsked(); ticks++) this.tick(1);
  }

  /** etcd without `prevote`: everyone would vote for it, unasked. */
  standAtOnce(): void {
    const { term, members } = this.status();
    this.standByClock();
    this.sends = this.sends.filter(({ message }) => message.type !== "preVoteRequest");
    for (const { id } of members) {
      if (this.status().role !== "preCandidate") break;
      this.step({ type: "message", from: id, message: { type: "preVoteReply", term: term + 1, refusal: null } });
    }
    const silent = this.entries.filter((entry) => entry.type !== "roleChanged" || entry.to !== "preCandidate");
    this.entries.splice(0, this.entries.length, ...silent);
  }

  /** etcd without `checkquorum`: the leader that it knows asks it to. */
  standForLeader(): void {
    const { term, leader } = this.status();
    if (leader !== null) this.step({ type: "message", from: leader, message: { type: "timeoutNow", term } });
    else this.standAtOnce();
  }

  private hasAsked(): boolean {
    return this.entries.some(({ type }) => type === "voteAsked");
  }

  /** Builds the block that the engine has asked for, or will within a few ticks; false: it never asks. */
  propose(change: MembershipChange | null): boolean {
    const wanted = () => this.proposal !== null && sameChange(this.proposal.change, change);
    for (let tick = 0; tick < 5 && !wanted(); tick++) {
      const { proposal } = this;
      this.proposal = null;
      if (proposal) this.step({ type: "proposalFailed", turn: proposal.turn, reason: "something else is proposed" });
      if (!wanted()) this.tick(1);
    }
    const { proposal } = this;
    if (!proposal || !wanted() || this.status().role !== "leader") return false;
    this.proposal = null;
    this.step({ type: "proposed", block: this.build(proposal) });
    return true;
  }

  private build({ parent, height, turn, change }: Proposal): BlockMeta {
    return this.blocks.build(parent, height, turn, this.id, change);
  }

  private take(effect: RaftEffect): RaftEvent | null {
    switch (effect.type) {
      case "persist":
        this.unwritten = effect.index;
        this.records.push(effect.record);
        return null;
      case "send":
        this.sends.push(effect);
        return null;
      case "propose":
        if (this.blocks.get(effect.parent).turn !== effect.turn) return { type: "proposed", block: this.build(effect) };
        this.proposal = effect;
        return null;
      case "check":
        return { type: "checked", block: effect.block, refusal: null };
      case "fetch":
        this.fetches.push(effect);
        return null;
      case "commit":
        this.commit = effect.block.height;
        this.blocks.certify(effect.certificate);
        return null;
      case "journal":
        this.entries.push(effect.entry);
        return null;
      default:
        return null;
    }
  }

  private writeRecord(record: RaftRecord): void {
    if (record.type === "snapshot") this.log = [];
    if (record.type !== "blocks") return;
    const from = record.blocks[0]?.height ?? 0;
    this.log = [...this.log.filter(({ height }) => height < from), ...record.blocks];
  }

  /** The chain from the last block that is final here, and the certificate of where it ends. */
  private fetch({ hash }: Fetch): void {
    const chain: BlockMeta[] = [];
    for (let block = this.blocks.get(hash); block.height > this.commit; block = this.blocks.get(block.parent)) {
      chain.unshift(block);
    }
    for (const block of chain) this.step({ type: "checked", block, refusal: null });
    const certificate = this.blocks.certificateOf(hash);
    if (certificate) this.step({ type: "certified", certificate });
  }
}

function sameChange(left: MembershipChange | null, right: MembershipChange | null): boolean {
  return left?.type === right?.type && left?.id === right?.id;
}
