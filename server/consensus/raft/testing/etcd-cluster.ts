/**
 * etcd's verbs (its `rafttest.InteractionEnv`) over our engines: nodes, and messages under way that move only when a
 * directive says so. What a directive answers, and what happened meanwhile, is compared by the test.
 */
import type { BlockMeta, MembershipChange } from "../../engine";
import { type Directive, valuesOf, wordsOf } from "../../testing/datadriven";
import type { ChangeStep } from "../confchange";
import type { Member } from "../membership";
import { readSteps } from "./etcd-confchange";
import { type Facts, factsOfEntry, factsOfSent } from "./etcd-facts";
import { scenarioLimits } from "./etcd-limits";
import { Blocks, EtcdNode, TICKS, type UnderWay } from "./etcd-node";

const SIGNATURE = new Uint8Array(65);
const GENESIS: BlockMeta = { hash: "genesis", parent: "", height: 0, turn: 0, proposer: null, change: null };
/** Rounds in which everything must have come to rest. */
const ROUNDS_MAX = 1000;

const ROLES = { follower: "Follower", preCandidate: "PreCandidate", candidate: "Candidate", leader: "Leader" } as const;
const STATES = { probe: "StateProbe", replicate: "StateReplicate", snapshot: "StateSnapshot" } as const;

export class EtcdCluster {
  readonly nodes = new Map<string, EtcdNode>();
  /** Up to here everyone starts with the same log. */
  baseHeight = 0;
  private readonly blocks = new Blocks();
  /** As of genesis, which all of our nodes know, also those that etcd adds without a configuration. */
  private members: readonly Member[] = [];
  private network: UnderWay[] = [];
  private events: string[] = [];
  private options = { prevote: false, checkquorum: false, asyncStorage: false };
  /** Changes that the engine does not take yet, which whoever asked for them asks for again. */
  private readonly leaving: MembershipChange[] = [];
  private isJoint = false;
  private readonly changes: { readonly node: EtcdNode; readonly change: MembershipChange }[] = [];

  /** `announcesWithBlock`: a new leader is not heard before it has its first block to send. */
  constructor(private readonly announcesWithBlock: boolean) {
    this.blocks.add(GENESIS);
  }

  /** Returns the answer of a verb that has one. */
  run(directive: Directive): string | null {
    this.events = [];
    for (const node of this.nodes.values()) {
      node.ready = null;
      node.entries.length = 0;
    }
    const [first = "", ...rest] = wordsOf(directive);
    switch (directive.command) {
      case "add-nodes":
        this.addNodes(Number(first), directive);
        return null;
      case "campaign":
        this.campaign(this.node(first));
        return null;
      case "stabilize":
        this.stabilize([first, ...rest].filter((id) => id !== ""));
        return null;
      case "process-ready":
        for (const id of [first, ...rest]) this.handleReady(this.node(id));
        return null;
      case "deliver-msgs":
        this.deliverMessages(directive);
        return null;
      case "propose":
        return answerOf(this.node(first).propose(null));
      case "propose-conf-change":
        return this.proposeChange(this.node(first), directive);
      case "tick-heartbeat":
        this.node(first).tick(TICKS);
        return null;
      case "tick-election":
        this.node(first).tick(3 * TICKS);
        return null;
      case "transfer-leadership":
        this.node(valuesOf(directive, "from")?.[0] ?? "").step({
          type: "command",
          command: { type: "transferLeadership", to: valuesOf(directive, "to")?.[0] ?? "" },
        });
        return null;
      case "process-append-thread":
        for (const id of [first, ...rest]) this.write(this.node(id));
        return null;
      case "process-apply-thread":
        return null;
      case "send-snapshot":
        this.sendSnapshot(this.node(first), rest[0] ?? "");
        return null;
      case "compact":
        return this.compact(this.node(first), Number(rest[0]));
      case "report-unreachable":
        this.node(first).step({ type: "peerUp", peer: rest[0] ?? "" });
        return null;
      case "raft-state":
        return [...this.nodes.values()].map(renderState).join("\n");
      case "status":
        return renderProgress(this.node(first));
      case "raft-log":
        return renderLog(this.node(first));
      case "log-level":
      case "set-randomized-election-timeout":
        return null;
      default:
        throw new Error(`${directive.command} is not spoken here`);
    }
  }

  /** What has happened since the last directive, and how nodes stood at their last `Ready`, or stand now. */
  facts(): Facts {
    const nodes = [...this.nodes.values()];
    return {
      events: [
        ...nodes.flatMap(({ id, entries }) => entries.flatMap((entry) => factsOfEntry(id, entry))),
        ...this.events,
      ],
      states: new Map(nodes.map((node) => [node.id, node.ready ?? node.state()])),
    };
  }

  private node(id: string): EtcdNode {
    const node = this.nodes.get(id);
    if (!node) throw new Error(`there is no node ${id}`);
    return node;
  }

  private addNodes(count: number, directive: Directive): void {
    const height = Number(valuesOf(directive, "index")?.[0] ?? 0);
    const membersOf = (key: "voters" | "learners", role: Member["role"]) =>
      (valuesOf(directive, key) ?? []).map((id): Member => ({ id, role }));
    const members = [...membersOf("voters", "voter"), ...membersOf("learners", "learner")];
    if (members.length > 0) this.members = members;
    this.baseHeight = Math.max(this.baseHeight, height);
    if (this.nodes.size === 0) {
      this.options = {
        prevote: valuesOf(directive, "prevote") !== null,
        checkquorum: valuesOf(directive, "checkquorum") !== null,
        asyncStorage: valuesOf(directive, "async-storage-writes") !== null,
      };
    }
    const inflight = valuesOf(directive, "inflight")?.[0];
    if (inflight !== undefined) scenarioLimits.inFlightAppends = Number(inflight);
    const first = this.sharedBlock(height);
    for (let added = 0; added < count; added++) {
      const id = String(this.nodes.size + 1);
      this.nodes.set(id, new EtcdNode(id, this.blocks, first, this.members, this.announcesWithBlock));
    }
  }

  /** Of the log that everyone starts with, in which nobody has led. */
  private sharedBlock(height: number): BlockMeta {
    if (height === 0) return GENESIS;
    const parent = this.sharedBlock(height - 1).hash;
    const hash = `shared/${height}`;
    const votes = this.members.map(({ id: validator }) => ({ turn: 0, height, hash, validator, signature: SIGNATURE }));
    this.blocks.certify({ turn: 0, hash, votes });
    return this.blocks.add({ hash, parent, height, turn: 0, proposer: null, change: null });
  }

  private campaign(node: EtcdNode): void {
    const { prevote, checkquorum } = this.options;
    if (prevote && !checkquorum) this.endLeases(node);
    if (prevote) node.standByClock();
    else if (checkquorum) node.standAtOnce();
    else node.standForLeader();
    if (!node.entries.some(({ type }) => type === "voteAsked")) this.events.push(`${node.id} can't stand`);
  }

  /** So long has no follower heard of a leader that it answers whoever asks. */
  private endLeases(candidate: EtcdNode): void {
    for (const node of this.nodes.values()) {
      if (node !== candidate && node.status().role === "follower") node.tick(3 * TICKS);
    }
  }

  private handleReady(node: EtcdNode): void {
    this.proposeWaiting(node);
    const sent = node.handleReady([...this.nodes.keys()].filter((id) => id !== node.id));
    this.send(sent);
    while (!this.options.asyncStorage && node.isWriting) this.write(node);
  }

  private write(node: EtcdNode): void {
    const written = node.write();
    if (this.options.asyncStorage) this.send(written);
    else {
      this.send(written.filter((one) => "message" in one));
      for (const one of written) if ("persisted" in one) node.step({ type: "persisted", index: one.persisted });
    }
  }

  private send(sent: readonly UnderWay[]): void {
    this.events.push(...sent.flatMap((one) => ("message" in one ? factsOfSent(one) : [])));
    this.network.push(...(this.options.checkquorum ? sent : sent.map(withoutLease)));
  }

  private stabilize(ids: readonly string[]): void {
    const nodes = ids.length === 0 ? [...this.nodes.values()] : ids.map((id) => this.node(id));
    for (let round = 0; round < ROUNDS_MAX; round++) {
      let done = true;
      for (const node of nodes) {
        if (!node.hasReady()) continue;
        this.handleReady(node);
        done = false;
      }
      for (const node of nodes) if (this.deliver(node.id, null, false)) done = false;
      for (const node of nodes) {
        for (; node.isWriting; done = false) this.write(node);
      }
      if (done) return;
    }
    throw new Error("the nodes do not come to rest");
  }

  private deliverMessages(directive: Directive): void {
    const type = valuesOf(directive, "type")?.[0] ?? null;
    if (type !== null && type !== "MsgApp") throw new Error(`messages of type ${type} are not told apart`);
    for (const id of wordsOf(directive)) this.deliver(id, type === null ? null : "append", false);
    for (const id of valuesOf(directive, "drop") ?? []) this.deliver(id, null, true);
  }

  /** What is under way to this node; says whether there was any. */
  private deliver(to: string, type: "append" | null, drop: boolean): boolean {
    const isChosen = (one: UnderWay) =>
      one.to === to && (type === null || ("message" in one && one.message.type === type));
    const chosen = this.network.filter(isChosen);
    this.network = this.network.filter((one) => !isChosen(one));
    const node = this.nodes.get(to);
    for (const one of drop || !node ? [] : chosen) {
      if ("message" in one) node?.step({ type: "message", from: one.from, message: one.message });
      else node?.step({ type: "persisted", index: one.persisted });
    }
    return chosen.length > 0;
  }

  /**
   * Our engine changes one member at a time. An explicit joint change of two is made as two: who comes is taken in when it
   * is entered, who goes is removed when it is left, each by the leader that the node knows. Where nobody goes, leaving is
   * an ordinary entry; so is, in etcd too, a change that is ignored.
   */
  private proposeChange(node: EtcdNode, directive: Directive): string | null {
    const leader = this.nodes.get(node.status().leader ?? "");
    if (!leader) return answerOf(false);
    const steps = directive.input.flatMap(readSteps).map(changeOf);
    if (steps.length > 0 && this.isJoint) return answerOf(leader.propose(null));
    const isEntered = valuesOf(directive, "transition")?.[0] === "explicit";
    const goes = ({ type }: MembershipChange) => isEntered && type === "remove";
    const [change, ...more] = steps.length === 0 ? this.leaving.splice(0) : steps.filter((one) => !goes(one));
    this.leaving.push(...steps.filter(goes));
    this.isJoint = isEntered;
    if (!change) return answerOf(leader.propose(null));
    if (more.length > 0) throw new Error("not a change of one member");
    this.changes.push({ node: leader, change });
    this.proposeWaiting(leader);
    return null;
  }

  /** Our leader takes a change only when a block of its term is final; etcd's, from the start. */
  private proposeWaiting(node: EtcdNode): void {
    const [waiting] = this.changes;
    if (waiting?.node !== node) return;
    node.step({ type: "command", command: { type: "changeMembership", change: waiting.change } });
    if (node.propose(waiting.change)) this.changes.shift();
  }

  /** The last final block, with its certificate: the follower fetches the chain up to it. */
  private sendSnapshot(node: EtcdNode, to: string): void {
    const { members, term, final } = node.status();
    const block = this.blocks.get(final.hash);
    const certificate = this.blocks.certificateOf(final.hash);
    if (!certificate) throw new Error(`${node.id} has no certificate to show`);
    this.network.push({ from: node.id, to, message: { type: "snapshot", term, block, certificate, members } });
  }

  /** Keeps what is above this height, and the block there to go on from. */
  private compact(node: EtcdNode, height: number): string {
    scenarioLimits.finalBlocksKept = node.commit - height;
    node.tick(1);
    scenarioLimits.finalBlocksKept = 1024;
    const { first } = node.status().log;
    return node.log
      .filter((block) => block.height > first.height)
      .map(renderEntry)
      .join("\n");
  }
}

/** etcd without `checkquorum` knows no lease: everyone answers as if the leader itself had wanted the election. */
function withoutLease(sent: UnderWay): UnderWay {
  if (!("message" in sent) || sent.message.type !== "voteRequest") return sent;
  return { ...sent, message: { ...sent.message, transfer: true } };
}

function changeOf({ type, id }: ChangeStep): MembershipChange {
  if (type === "update") throw new Error("not a change of members");
  return { type: ({ voter: "addVoter", learner: "addLearner", remove: "remove" } as const)[type], id };
}

function answerOf(isProposed: boolean): string | null {
  return isProposed ? null : "raft proposal dropped";
}

function renderState(node: EtcdNode): string {
  const { role, term, leader, members } = node.status();
  const voter = members.some((member) => member.id === node.id && member.role === "voter");
  return `${node.id}: State${ROLES[role]} (${voter ? "Voter" : "Non-Voter"}) Term:${term} Lead:${leader ?? 0}`;
}

function renderProgress(node: EtcdNode): string {
  return node
    .status()
    .followers.map(({ id, state, matchHeight, nextHeight, inFlight }) => {
      const flights = inFlight > 0 ? ` inflight=${inFlight}` : "";
      return `${id}: ${STATES[state]} match=${matchHeight} next=${nextHeight}${flights}`;
    })
    .join("\n");
}

function renderLog(node: EtcdNode): string {
  return node.log.map(renderEntry).join("\n");
}

function renderEntry({ turn, height }: { readonly turn: number; readonly height: number }): string {
  return `${turn}/${height}`;
}
