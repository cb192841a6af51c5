/**
 * Why no block is coming, in one sentence with its evidence. Pure. An idle chain is not a sick chain: silence is judged
 * against the network's own interval, recordings are never stalled, and what nobody can observe is unknown, not broken.
 */
import type { Finding, NodeStatus, RaftMember, Stall } from "../schema-consensus";
import { reasonOf } from "./reason";

export interface StallInput {
  readonly now: number;
  readonly live: boolean;
  readonly blockIntervalMs: number | null;
  /** When the newest final block was made; null before the first. */
  readonly finalAt: number | null;
  readonly finalHeight: number | null;
  readonly headHeight: number | null;
  /** The highest final block that any living node tells of. */
  readonly nodesFinalHeight: number | null;
  readonly quorum: number | null;
  readonly validators: readonly { id: string; status: NodeStatus; reason: string | null; since: string | null }[];
  readonly observers: { readonly alive: number; readonly known: number };
  readonly sourceError: string | null;
  readonly inTurn: string | null;
  /** Raft's, as the living know it; null under other engines. */
  readonly leader: { readonly id: string | null; readonly term: number } | null;
  /** Raft's nodes as they tell of themselves; none under other engines. */
  readonly members: readonly Pick<RaftMember, "id" | "role" | "term" | "votedFor">[];
  /** The node's own estimate of when the present turn is given up. */
  readonly turnEndsAt: number | null;
}

/** This many intervals without a final block are more than bad luck with one proposer. */
const INTERVALS_MAX = 3;
const SILENCE_MIN_MS = 5_000;

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
const list = (ids: readonly string[]) =>
  ids.length < 2 ? (ids[0] ?? "nobody") : `${ids.slice(0, -1).join(", ")} and ${ids.at(-1)}`;

/** Null while blocks become final, or none is due. */
export function judgeStall(input: StallInput): Stall | null {
  const { now, live, blockIntervalMs, finalAt, quorum, validators, observers } = input;
  if (!live || blockIntervalMs === null || finalAt === null) return null;
  // The chain goes on, and it is the index that is behind: its lag is shown elsewhere.
  if (input.nodesFinalHeight !== null && input.nodesFinalHeight > (input.finalHeight ?? -1)) return null;
  const due = Math.max(INTERVALS_MAX * blockIntervalMs, SILENCE_MIN_MS);
  const silentMs = now - finalAt;
  if (silentMs <= due) return null;
  const alive = validators.filter(({ status }) => status === "alive").length;
  const facts: Stall["facts"] = {
    alive,
    known: validators.length,
    quorum,
    finalHeight: input.finalHeight,
    headHeight: input.headHeight,
    silentMs: Math.round(silentMs),
    observersAlive: observers.alive,
    observersKnown: observers.known,
  };
  const base = { since: new Date(finalAt + due).toISOString(), facts, ...sentences(input, facts, silentMs) };
  const nextAttemptAt =
    input.turnEndsAt !== null && input.turnEndsAt > now ? new Date(input.turnEndsAt).toISOString() : null;
  return { ...base, nextAttemptAt: base.code === "source-cut-off" ? null : nextAttemptAt };
}

type Sentences = Pick<Stall, "code" | "why" | "who" | "evidence" | "findings" | "safeNextStep">;

function sentences(input: StallInput, facts: Stall["facts"], silentMs: number): Sentences {
  const { code, why, who, safeNextStep, findings } = judgement(input, facts, silentMs);
  return { code, why, who, evidence: findings.map(sentenceOf), findings, safeNextStep };
}

type Judgement = Omit<Sentences, "evidence">;

/** What every judgement rests on. */
interface Ground {
  readonly input: StallInput;
  readonly facts: Stall["facts"];
  readonly silence: Finding;
  /** Validators that are silent. */
  readonly down: readonly string[];
}

function judgement(input: StallInput, facts: Stall["facts"], silentMs: number): Judgement {
  const { validators, quorum } = input;
  const silence: Finding = {
    code: "silence",
    final: input.finalHeight,
    silentMs: Math.round(silentMs),
    intervalMs: input.blockIntervalMs ?? 0,
  };
  const down = validators.filter(({ status }) => status === "dead" || status === "suspect").map(({ id }) => id);
  const ground: Ground = { input, facts, silence, down };
  if (input.observers.alive === 0) return cutOff(ground);
  if (quorum !== null && facts.alive < quorum) return quorumLost(ground);
  return input.leader?.id === null ? leaderless(ground, input.leader.term) : unexplained(ground, silentMs);
}

function cutOff({ input, silence }: Ground): Judgement {
  const { observers, sourceError } = input;
  return {
    code: "source-cut-off",
    why: "Unknown: none of the network's nodes can be observed, the data source is cut off.",
    who: [],
    findings: [
      silence,
      { code: "nobody-answers", known: observers.known },
      ...(sourceError ? [{ code: "indexer-says" as const, reason: sourceError }] : []),
    ],
    safeNextStep: "Check the connection between the indexer and the nodes before acting on any node.",
  };
}

function quorumLost({ input, facts, silence, down }: Ground): Judgement {
  const silent = input.validators
    .filter(({ status }) => status !== "alive")
    .map((one): Finding => ({ code: "validator-down", ...one, reasonCode: reasonOf(one.reason) }));
  return {
    code: "quorum-lost",
    why: `The quorum is lost: ${facts.alive} of ${facts.known} validators are alive, ${input.quorum} must sign a block.`,
    who: [...down],
    findings: [silence, ...leaderFinding(input), ...silent],
    safeNextStep: `Start ${list(down)} again; nothing can be lost by that. Remove no validator while the quorum is lost.`,
  };
}

function leaderless({ input, facts, silence, down }: Ground, term: number): Judgement {
  return {
    code: "no-leader",
    why: `Nobody leads, although ${facts.alive} of ${facts.known} validators are alive: no election has ended with a majority, the newest term is ${term}.`,
    who: [...down],
    findings: [silence, ...leaderFinding(input), ...electionFindings(input), observing(input)],
    safeNextStep:
      "Look at the links between the nodes and at their loop delays on the nodes page: votes that keep splitting come from messages that are lost or late. Stop nobody that is alive.",
  };
}

function unexplained({ input, facts, silence, down }: Ground, silentMs: number): Judgement {
  const { headHeight, finalHeight, inTurn } = input;
  return {
    code: "no-final-block",
    why: `No block became final for ${seconds(silentMs)}, although ${facts.alive} of ${facts.known} validators are alive.`,
    who: [...down],
    findings: [
      silence,
      observing(input),
      ...(headHeight !== null && finalHeight !== null && headHeight > finalHeight
        ? [{ code: "unsigned-blocks" as const, from: finalHeight + 1, to: headHeight }]
        : []),
      ...leaderFinding(input),
      ...(inTurn ? [{ code: "in-turn" as const, id: inTurn }] : []),
    ],
    safeNextStep: "Look at the validators' peers and clocks on the nodes page; restart nothing that is alive yet.",
  };
}

const observing = ({ observers }: StallInput): Finding => ({ code: "observers", ...observers });
const leaderFinding = ({ leader }: StallInput): Finding[] => (leader ? [{ code: "leader", ...leader }] : []);

/** Who stands for election, and how the votes of the newest term are split. */
function electionFindings({ members, quorum }: StallInput): Finding[] {
  const ids = members.filter(({ role }) => role === "candidate" || role === "preCandidate").map(({ id }) => id);
  const term = Math.max(0, ...members.map((member) => member.term));
  const given = members.filter((member) => member.term === term && member.votedFor !== null);
  const candidates = [...new Set(given.flatMap(({ votedFor }) => votedFor ?? []))].sort();
  const votes = candidates.map((candidate): Finding => {
    const voters = given.filter(({ votedFor }) => votedFor === candidate).map(({ id }) => id);
    return { code: "votes", candidate, voters, quorum: quorum ?? 0 };
  });
  return [...(ids.length > 0 ? [{ code: "candidates" as const, ids }] : []), ...votes];
}

/** A finding as REST says it in English; pages have words of their own. */
export function sentenceOf(finding: Finding): string {
  switch (finding.code) {
    case "silence":
      return `The newest final block, ${finding.final ?? "none"}, was made ${seconds(finding.silentMs)} ago; one is due every ${seconds(finding.intervalMs)}.`;
    case "nobody-answers":
      return `0 of ${finding.known} nodes answer the indexer.`;
    case "indexer-says":
      return `The indexer says: ${finding.reason}`;
    case "validator-down":
      return `${finding.id} is ${finding.status}${finding.since ? ` since ${finding.since}` : ""}${finding.reason ? `: ${finding.reason}` : "."}`;
    case "observers":
      return `${finding.alive} of ${finding.known} nodes observe it.`;
    case "unsigned-blocks":
      return `Blocks ${finding.from} to ${finding.to} lack signatures.`;
    case "in-turn":
      return `It is ${finding.id}'s turn.`;
    case "candidates":
      return `${list(finding.ids)} ${finding.ids.length === 1 ? "stands" : "stand"} for election.`;
    case "votes":
      return `${finding.candidate} has the votes of ${list(finding.voters)}; ${finding.quorum} are needed.`;
    case "leader":
      return finding.id === null
        ? `Nobody leads: the newest term, ${finding.term}, has no leader yet.`
        : `${finding.id} leads term ${finding.term}.`;
  }
}
