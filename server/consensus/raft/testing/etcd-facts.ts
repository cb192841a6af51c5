/**
 * What etcd's expected output and our engines' journals both say, in words that mean the same: who stood, voted, led,
 * refused, truncated, sent a snapshot; and how a node stands after a directive. Messages themselves are not compared: ours
 * carry several entries, and a certificate where etcd's carry a commit index.
 */
import type { RaftEntry } from "../journal";
import type { NodeState, Sent } from "./etcd-node";

/** How a node stood at its last `Ready`, as far as the output tells. */
export type StateClaim = { -readonly [Key in keyof NodeState]?: NodeState[Key] };

export interface Facts {
  readonly events: readonly string[];
  readonly states: ReadonlyMap<string, StateClaim>;
}

const ROLES: Record<string, NodeState["role"]> = {
  StateFollower: "follower",
  StatePreCandidate: "preCandidate",
  StateCandidate: "candidate",
  StateLeader: "leader",
};

/**
 * `node`: whom the output is about where it does not say. `baseHeight`: up to there everyone starts with the same log, which
 * is of term 1 in etcd's tests and of term 0 here, since nobody has led in it.
 */
export function factsOfOutput(output: string, node: string, baseHeight: number): Facts {
  const events: string[] = [];
  const states = new Map<string, StateClaim>();
  let here = node;
  let receiving = false;
  for (const line of output.split("\n").map((text) => text.trim())) {
    const section = /^> (\d+) (handling Ready|receiving messages)/.exec(line);
    if (section) {
      here = section[1] ?? "";
      receiving = section[2] === "receiving messages";
      continue;
    }
    if (line.startsWith("Ready MustSync")) receiving = false;
    const claim = stateOfLine(line);
    if (claim) states.set(here, { ...states.get(here), ...claim });
    const refused = /^(\d+)->\d+ MsgAppResp Term:\d+ Log:(\d+)\/(\d+) Rejected \(Hint: (\d+)\)/.exec(line);
    if (refused && !receiving) {
      const [, id, term, previous, hint] = refused;
      events.push(refusal(id ?? "", Number(previous), Number(hint) <= baseHeight ? 0 : Number(term), Number(hint)));
    }
    const event = eventOfLine(line, here);
    if (event) events.push(event);
  }
  return { events, states };
}

function stateOfLine(line: string): StateClaim | null {
  const hard = /^HardState Term:(\d+)(?: Vote:(\d+))? Commit:(\d+)/.exec(line);
  if (hard) return { term: Number(hard[1]), votedFor: hard[2] ?? null, commit: Number(hard[3]) };
  const soft = /^Lead:(\d+) State:(\w+)/.exec(line);
  const role = ROLES[soft?.[2] ?? ""];
  return soft && role ? { leader: soft[1] === "0" ? null : (soft[1] ?? null), role } : null;
}

/** Each pattern, and what it means; `$0` is the node that the section is about. */
const EVENTS: readonly (readonly [RegExp, string])[] = [
  [/^INFO (\d+) became (pre-candidate|candidate|leader) at term (\d+)/, "$1 becomes $2 in term $3"],
  [/^INFO (\d+) .* cast MsgVote for (\d+) .* at term (\d+)/, "$1 votes for $2 in term $3"],
  [/^INFO (\d+) .* cast MsgPreVote for (\d+)/, "$1 would vote for $2"],
  [/^INFO (\d+) .* rejected MsgVote from (\d+)/, "$1 does not vote for $2"],
  [/^INFO (\d+) .* rejected MsgPreVote from (\d+)/, "$1 would not vote for $2"],
  [/^INFO (\d+) .* ignored MsgVote from (\d+) .* lease is not expired/, "$1 does not vote for $2: the leader is alive"],
  [
    /^INFO (\d+) .* ignored MsgPreVote from (\d+) .* lease is not expired/,
    "$1 would not vote for $2: the leader is alive",
  ],
  [/^WARN (\d+) stepped down to follower since quorum is not active/, "$1 has lost its quorum"],
  [/^WARN (\d+) is unpromotable and can not campaign/, "$1 can't stand"],
  [/^DEBUG (\d+) .* sent snapshot\[index: (\d+), term: \d+\] to (\d+)/, "$1 sends $3 a snapshot at $2"],
  [/^INFO (\d+) \[commit: \d+, lastindex.* restored snapshot \[index: (\d+)/, "$1 installs a snapshot at $2"],
  [/^INFO found conflict at index (\d+)/, "$0 truncates from $1"],
  [/^INFO (\d+) switched to configuration voters=\(([\d ]*)\)$/, "$1 has voters $2"],
];

function eventOfLine(line: string, here: string): string | null {
  for (const [pattern, meaning] of EVENTS) {
    const match = pattern.exec(line);
    if (match) return meaning.replace(/\$(\d)/g, (_, at) => (at === "0" ? here : (match[Number(at)] ?? "")));
  }
  return null;
}

function refusal(id: string, previous: number, term: number, hint: number): string {
  return `${id} has not what comes before ${previous + 1}; perhaps ${term}/${hint}`;
}

export function factsOfSent({ from, message }: Sent): string[] {
  if (message.type !== "appendRefused") return [];
  return [refusal(from, message.previous, message.hint.term, message.hint.height)];
}

export function factsOfEntry(id: string, entry: RaftEntry): string[] {
  switch (entry.type) {
    case "roleChanged": {
      if (entry.reason === "quorumLost") return [`${id} has lost its quorum`];
      if (entry.to === "follower") return [];
      return [`${id} becomes ${entry.to === "preCandidate" ? "pre-candidate" : entry.to} in term ${entry.term}`];
    }
    case "voteGranted":
      if (entry.candidate === id) return [];
      return [
        entry.pre
          ? `${id} would vote for ${entry.candidate}`
          : `${id} votes for ${entry.candidate} in term ${entry.term}`,
      ];
    case "voteRefused": {
      const why = entry.reason === "leaderAlive" ? ": the leader is alive" : "";
      return [`${id} ${entry.pre ? "would" : "does"} not vote for ${entry.candidate}${why}`];
    }
    case "snapshotSent":
      return [`${id} sends ${entry.to} a snapshot at ${entry.block.height}`];
    case "snapshotInstalled":
      return [`${id} installs a snapshot at ${entry.block.height}`];
    case "logTruncated":
      return [`${id} truncates from ${entry.fromHeight}`];
    case "membershipChanged":
      return [`${id} has voters ${[...entry.voters].sort().join(" ")}`];
    default:
      return [];
  }
}
