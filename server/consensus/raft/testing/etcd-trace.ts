/**
 * Replays etcd's recorded trace of a real run (`tla/example.ndjson`: ten nodes come and go, messages are lost and overtake
 * each other) through our engines, node by node: each is fed what its counterpart received, proposed and had on disk, and
 * its term, vote, role, log, commit and answers are held against what the trace says next. Messages come from the trace,
 * never from our engines, so that a difference does not spread.
 */
import type { BlockMeta, FinalityCertificate, MembershipChange, NodeId, Vote } from "../../engine";
import type { Member } from "../membership";
import type { RaftMessage } from "../messages";
import { Blocks, EtcdNode, type Sent, type UnderWay } from "./etcd-node";

interface TraceMessage {
  readonly type: "MsgVote" | "MsgVoteResp" | "MsgApp" | "MsgAppResp" | "MsgHeartbeat" | "MsgHeartbeatResp";
  readonly term: number;
  readonly from: NodeId;
  readonly to: NodeId;
  /** How many; what they hold is known from their heights. */
  readonly entries: number;
  readonly logTerm: number;
  readonly index: number;
  readonly commit: number;
  readonly reject: boolean;
  readonly rejectHint: number;
}

interface TraceEvent {
  readonly name: string;
  readonly nid: NodeId;
  readonly state: { readonly term: number; readonly vote: NodeId; readonly commit: number };
  readonly role: "StateFollower" | "StateCandidate" | "StateLeader";
  /** Height of the last entry. */
  readonly log: number;
  readonly msg?: TraceMessage;
  readonly prop?: { readonly cc?: { readonly changes?: readonly { readonly nid: NodeId; readonly action: string }[] } };
}

export interface Replay {
  readonly events: number;
  /** Events that our engines were fed. */
  readonly fed: number;
  /** Statements of the trace that were held against ours. */
  readonly compared: number;
  readonly differences: readonly string[];
}

const SIGNATURE = new Uint8Array(65);
/** The entries that everyone who founds the network starts with: etcd writes its founders into the log. */
const FOUNDED_HEIGHT = 5;
const FOUNDED_TERM = 1;
const FOUNDERS: readonly NodeId[] = ["1", "2", "3", "4", "5"];
const ALL: readonly NodeId[] = [...FOUNDERS, "6", "7", "8", "9", "10"];

export function replayTrace(text: string): Replay {
  const trace = new Trace();
  const events = text
    .split("\n")
    .filter(Boolean)
    .map((line): TraceEvent => JSON.parse(line).event);
  events.forEach((event, at) => {
    trace.take(event, at + 1);
  });
  return { events: events.length, ...trace.result() };
}

class Trace {
  private readonly blocks = new Blocks();
  private readonly chain: BlockMeta[] = [];
  private readonly nodes = new Map<NodeId, EtcdNode>();
  /** What our nodes would have sent in answer, oldest first. */
  private readonly answers = new Map<NodeId, Sent[]>();
  /** How far each has told the leader to be. */
  private readonly matched = new Map<NodeId, number>();
  /** Asked for in the trace, and not in our leader's log yet. */
  private readonly changes: MembershipChange[] = [];
  private readonly differences: string[] = [];
  /** Differences that last: told once, until they become others. */
  private readonly lasting = new Map<string, string>();
  private fed = 0;
  private compared = 0;
  private line = 0;

  constructor() {
    let parent = "";
    for (let height = 0; height <= FOUNDED_HEIGHT; height++) {
      const turn = height === 0 ? 0 : FOUNDED_TERM;
      const block = this.blocks.add({ hash: `founded/${height}`, parent, height, turn, proposer: null, change: null });
      this.chain.push(block);
      parent = block.hash;
    }
    this.blocks.certify(this.certificateAt(FOUNDED_HEIGHT));
  }

  result(): Omit<Replay, "events"> {
    return { fed: this.fed, compared: this.compared, differences: this.differences };
  }

  take(event: TraceEvent, line: number): void {
    this.line = line;
    const node = this.nodes.get(event.nid);
    if (!node) {
      if (event.name === "InitState") this.start(event.nid);
      return;
    }
    switch (event.name) {
      case "ReceiveAppendEntriesRequest":
      case "ReceiveRequestVoteRequest":
      case "ReceiveAppendEntriesResponse":
      case "ReceiveRequestVoteResponse":
        this.compareState(node, event);
        if (event.msg) this.receive(node, event.msg);
        break;
      case "BecomeCandidate":
        this.fed++;
        node.standAtOnce();
        this.settle(node);
        break;
      case "Replicate":
      case "ChangeConf":
        this.propose(node, event);
        break;
      case "SendRequestVoteRequest":
      case "SendRequestVoteResponse":
      case "SendAppendEntriesResponse":
        if (event.msg && event.msg.to !== event.nid) this.compareAnswer(event.msg);
        break;
      case "Ready":
        // A node that was founded in this run has not come to the founders' entries yet.
        if (event.state.term > 0) this.compareState(node, event);
        break;
      default:
        break;
    }
  }

  private start(id: NodeId): void {
    const members = FOUNDERS.map((founder): Member => ({ id: founder, role: "voter" }));
    const first = this.blockAt(FOUNDERS.includes(id) ? FOUNDED_HEIGHT : 0);
    this.nodes.set(id, new EtcdNode(id, this.blocks, first, members, false));
    this.matched.set(id, first.height);
  }

  private receive(node: EtcdNode, message: TraceMessage): void {
    this.fed++;
    if (message.from === node.id) this.ownWritten(node, message);
    else {
      node.step({ type: "message", from: message.from, message: this.translate(message, node) });
      this.settle(node);
    }
  }

  /** etcd's answer to itself: its disk has come so far. */
  private ownWritten(node: EtcdNode, { type, index }: TraceMessage): void {
    const isDone = () => type === "MsgAppResp" && (node.log.at(-1)?.height ?? 0) >= index;
    while (node.isWriting && !isDone()) this.heard(node, node.write());
  }

  private settle(node: EtcdNode): void {
    this.heard(node, node.handleReady(ALL.filter((id) => id !== node.id)));
    while (node.status().role === "follower" && node.isWriting) this.heard(node, node.write());
    const { last } = node.status().log;
    if (this.chain.length <= last.height) this.chain.push(this.blocks.get(last.hash));
  }

  private heard(node: EtcdNode, under: readonly UnderWay[]): void {
    for (const one of under) {
      if ("persisted" in one) node.step({ type: "persisted", index: one.persisted });
      else this.answersOf(node.id).push(one);
    }
  }

  private answersOf(id: NodeId): Sent[] {
    const answers = this.answers.get(id) ?? [];
    this.answers.set(id, answers);
    return answers;
  }

  /** The first entry of a term is there already: a new leader builds it at once. */
  private propose(node: EtcdNode, event: TraceEvent): void {
    this.fed++;
    if (node.status().log.last.height === event.log + 1) return;
    this.compareState(node, event);
    const asked = changeOf(event);
    if (asked) this.changes.push(asked);
    // Our leader takes a change only when the last one is final: until then the entry is an ordinary one.
    const [change] = this.changes;
    if (change) node.step({ type: "command", command: { type: "changeMembership", change } });
    if (change && node.propose(change)) this.changes.shift();
    else if (!node.propose(null)) this.differ(`${node.id} proposes nothing`);
    this.settle(node);
  }

  private translate(message: TraceMessage, node: EtcdNode): RaftMessage {
    const { type, term, index, logTerm, entries, commit, reject, rejectHint, from } = message;
    switch (type) {
      case "MsgVote":
        return { type: "voteRequest", term, last: { term: logTerm, height: index }, transfer: false };
      case "MsgVoteResp":
        return { type: "voteReply", term, refusal: reject ? "alreadyVoted" : null };
      case "MsgApp": {
        const blocks = this.chain.slice(index + 1, index + 1 + entries);
        // Where the logs do not meet, or below what is final, etcd ignores the commit index; ours believes certificates.
        const meets = index >= node.commit && index <= node.status().log.last.height;
        const certificate = meets ? this.certificateOrNull(Math.min(commit, index + entries)) : null;
        return { type: "append", term, previous: { term: logTerm, height: index }, blocks, certificate };
      }
      case "MsgHeartbeat": {
        const previous = { term: this.blockAt(commit).turn, height: commit };
        return { type: "append", term, previous, blocks: [], certificate: this.certificateOrNull(commit) };
      }
      case "MsgAppResp":
        if (reject)
          return { type: "appendRefused", term, previous: index, hint: { term: logTerm, height: rejectHint } };
        return { type: "appendMatched", term, height: index, acknowledgements: this.votesOf(from, index), final: 0 };
      case "MsgHeartbeatResp":
        return { type: "appendMatched", term, height: this.matched.get(from) ?? 0, acknowledgements: [], final: 0 };
      default:
        throw new Error(`line ${this.line}: what is ${type}?`);
    }
  }

  /** One for each entry of the leader's term that is newly matched. */
  private votesOf(validator: NodeId, height: number): Vote[] {
    const before = this.matched.get(validator) ?? 0;
    this.matched.set(validator, Math.max(before, height));
    return this.chain.slice(Math.max(before, FOUNDED_HEIGHT) + 1, height + 1).map((block) => voteFor(block, validator));
  }

  private certificateOrNull(height: number): FinalityCertificate | null {
    return height > FOUNDED_HEIGHT ? this.certificateAt(height) : null;
  }

  private certificateAt(height: number): FinalityCertificate {
    const block = this.blockAt(height);
    return { turn: block.turn, hash: block.hash, votes: ALL.map((id) => voteFor(block, id)) };
  }

  private blockAt(height: number): BlockMeta {
    const block = this.chain[height];
    if (!block) throw new Error(`line ${this.line}: no block at ${height}`);
    return block;
  }

  private compareState(node: EtcdNode, { state, role, log }: TraceEvent): void {
    const { term, votedFor, commit, role: ourRole } = node.state();
    const roles = { StateFollower: "follower", StateCandidate: "candidate", StateLeader: "leader" };
    this.compare(`term of ${node.id}`, state.term, term);
    this.compare(`vote of ${node.id}`, state.vote, votedFor ?? "0");
    this.compare(`role of ${node.id}`, roles[role], ourRole);
    this.compare(`log of ${node.id}`, log, node.status().log.last.height);
    this.compare(`commit of ${node.id}`, state.commit, commit);
  }

  private compareAnswer(message: TraceMessage): void {
    const { from, to } = message;
    const answers = this.answersOf(from);
    const kind = KINDS[message.type];
    const at = answers.findIndex((sent) => sent.to === to && kind.includes(sent.message.type));
    const [answer] = at < 0 ? [] : answers.splice(0, at + 1).slice(-1);
    const ours = answer ? describeOurs(answer.message) : "nothing";
    // etcd's answer to a heartbeat does not say how far the log is.
    const told = message.type === "MsgHeartbeatResp" ? ours.replace(/ \d+$/, "") : ours;
    this.compare(`answer of ${from} to ${to}`, describeTheirs(message), told);
  }

  private compare(what: string, theirs: unknown, ours: unknown): void {
    this.compared++;
    const difference = theirs === ours ? "" : `${what}: - ${theirs} + ${ours}`;
    if (difference !== "" && this.lasting.get(what) !== difference) this.differ(difference);
    this.lasting.set(what, difference);
  }

  private differ(difference: string): void {
    this.differences.push(`line ${this.line}: ${difference}`);
  }
}

const KINDS: Record<TraceMessage["type"], readonly RaftMessage["type"][]> = {
  MsgVote: ["voteRequest"],
  MsgVoteResp: ["voteReply"],
  MsgApp: ["append"],
  MsgAppResp: ["appendMatched", "appendRefused"],
  MsgHeartbeat: ["append"],
  MsgHeartbeatResp: ["appendMatched", "appendRefused"],
};

function describeTheirs({ type, term, index, logTerm, reject, rejectHint }: TraceMessage): string {
  if (type === "MsgVote") return `asks in ${term} with ${logTerm}/${index}`;
  if (type === "MsgVoteResp") return reject ? `refuses in ${term}` : `votes in ${term}`;
  if (type === "MsgHeartbeatResp") return "matches";
  return reject ? `has not ${index}; perhaps ${logTerm}/${rejectHint}` : `matches ${index}`;
}

function describeOurs(message: RaftMessage): string {
  switch (message.type) {
    case "voteRequest":
      return `asks in ${message.term} with ${message.last.term}/${message.last.height}`;
    case "voteReply":
      return message.refusal === null ? `votes in ${message.term}` : `refuses in ${message.term}`;
    case "appendMatched":
      return `matches ${message.height}`;
    case "appendRefused":
      return `has not ${message.previous}; perhaps ${message.hint.term}/${message.hint.height}`;
    default:
      return message.type;
  }
}

function voteFor({ turn, height, hash }: BlockMeta, validator: NodeId): Vote {
  return { turn, height, hash, validator, signature: SIGNATURE };
}

function changeOf({ prop }: TraceEvent): MembershipChange | null {
  const [change] = prop?.cc?.changes ?? [];
  if (!change) return null;
  return { type: change.action === "RemoveServer" ? "remove" : "addVoter", id: change.nid };
}
