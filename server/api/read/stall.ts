/**
 * Why no block is coming, in one sentence with its evidence. Pure. An idle chain is not a sick chain: silence is judged
 * against the network's own interval, recordings are never stalled, and what nobody can observe is unknown, not broken.
 */
import type { Finding, NodeStatus, Stall } from "../schema-consensus";
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

function judgement(input: StallInput, facts: Stall["facts"], silentMs: number): Omit<Sentences, "evidence"> {
  const { validators, observers, quorum } = input;
  const silence: Finding = {
    code: "silence",
    final: input.finalHeight,
    silentMs: Math.round(silentMs),
    intervalMs: input.blockIntervalMs ?? 0,
  };
  if (observers.alive === 0)
    return {
      code: "source-cut-off",
      why: "Unknown: none of the network's nodes can be observed, the data source is cut off.",
      who: [],
      findings: [
        silence,
        { code: "nobody-answers", known: observers.known },
        ...(input.sourceError ? [{ code: "indexer-says" as const, reason: input.sourceError }] : []),
      ],
      safeNextStep: "Check the connection between the indexer and the nodes before acting on any node.",
    };
  const down = validators.filter(({ status }) => status === "dead" || status === "suspect");
  if (quorum !== null && facts.alive < quorum)
    return {
      code: "quorum-lost",
      why: `The quorum is lost: ${facts.alive} of ${facts.known} validators are alive, ${quorum} must sign a block.`,
      who: down.map(({ id }) => id),
      findings: [
        silence,
        ...validators
          .filter(({ status }) => status !== "alive")
          .map((one): Finding => ({ code: "validator-down", ...one, reasonCode: reasonOf(one.reason) })),
      ],
      safeNextStep: `Start ${list(down.map(({ id }) => id))} again; nothing can be lost by that. Remove no validator while the quorum is lost.`,
    };
  return {
    code: "no-final-block",
    why: `No block became final for ${seconds(silentMs)}, although ${facts.alive} of ${facts.known} validators are alive.`,
    who: down.map(({ id }) => id),
    findings: [
      silence,
      { code: "observers", ...observers },
      ...(input.headHeight !== null && input.finalHeight !== null && input.headHeight > input.finalHeight
        ? [{ code: "unsigned-blocks" as const, from: input.finalHeight + 1, to: input.headHeight }]
        : []),
      ...(input.leader ? [{ code: "leader" as const, ...input.leader }] : []),
      ...(input.inTurn ? [{ code: "in-turn" as const, id: input.inTurn }] : []),
    ],
    safeNextStep: "Look at the validators' peers and clocks on the nodes page; restart nothing that is alive yet.",
  };
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
    case "leader":
      return finding.id === null
        ? `Nobody leads: the newest term, ${finding.term}, has no leader yet.`
        : `${finding.id} leads term ${finding.term}.`;
  }
}
