/** etcd's quorum directives, run through quorum.ts and rendered as etcd renders them (its `MajorityConfig.Describe`). */
import { type Directive, valuesOf } from "../../testing/datadriven";
import { committedOf, jointCommittedOf, jointVoteResultOf, type VoteResult, voteResultOf } from "../quorum";

const VOTES: Record<VoteResult, string> = { won: "VoteWon", lost: "VoteLost", pending: "VotePending" };

export function runQuorumDirective(directive: Directive): string {
  const incoming = valuesOf(directive, "cfg") ?? [];
  const cfgj = valuesOf(directive, "cfgj");
  const outgoing = cfgj === null || cfgj[0] === "zero" ? [] : cfgj;
  switch (directive.command) {
    case "committed":
      return committed(incoming, cfgj === null ? null : outgoing, given(directive, "idx", [...incoming, ...outgoing]));
    case "vote":
      return vote(incoming, cfgj === null ? null : outgoing, given(directive, "votes", [...incoming, ...outgoing]));
    default:
      throw new Error(`${directive.command} is not a directive about quorums`);
  }
}

/** Both ways round, as in etcd: sets that are joint have no order. */
function committed(
  incoming: readonly string[],
  outgoing: readonly string[] | null,
  values: Map<string, string>,
): string {
  const acknowledged = new Map([...values].map(([id, value]) => [id, Number(value)]));
  const matchOf = (id: string) => acknowledged.get(id) ?? 0;
  const results =
    outgoing === null
      ? [
          committedOf(incoming, matchOf),
          jointCommittedOf(incoming, [], matchOf),
          jointCommittedOf(incoming, incoming, matchOf),
        ]
      : [jointCommittedOf(incoming, outgoing, matchOf), jointCommittedOf(outgoing, incoming, matchOf)];
  return `${describeMajority([...incoming, ...(outgoing ?? [])], acknowledged)}${agreed(results.map(indexText))}`;
}

function vote(incoming: readonly string[], outgoing: readonly string[] | null, values: Map<string, string>): string {
  const answers = new Map([...values].map(([id, value]) => [id, value === "y"]));
  const results =
    outgoing === null
      ? [
          voteResultOf(incoming, answers),
          jointVoteResultOf(incoming, [], answers),
          jointVoteResultOf(incoming, incoming, answers),
        ]
      : [jointVoteResultOf(incoming, outgoing, answers), jointVoteResultOf(outgoing, incoming, answers)];
  return agreed(results.map((result) => VOTES[result]));
}

/** The n-th value belongs to the n-th voter, each counted once; `_` stands for none. */
function given(directive: Directive, key: string, voters: readonly string[]): Map<string, string> {
  const values = valuesOf(directive, key) ?? [];
  const ids = [...new Set(voters)];
  if (values.length !== ids.length)
    throw new Error(`line ${directive.line}: ${ids.length} voters, ${values.length} ${key}`);
  return new Map(ids.flatMap((id, at) => (values[at] === "_" ? [] : [[id, values[at] ?? ""]])));
}

function agreed(results: readonly string[]): string {
  const different = [...new Set(results)];
  return different.length === 1 ? (different[0] ?? "") : `these should be the same: ${different.join(" ")}`;
}

function indexText(index: number): string {
  return index === Number.POSITIVE_INFINITY ? "∞" : String(index);
}

/** A line for each voter, with a bar as long as there are voters below it. */
function describeMajority(voters: readonly string[], acknowledged: ReadonlyMap<string, number>): string {
  const ids = [...new Set(voters)].sort((left, right) => Number(left) - Number(right));
  if (ids.length === 0) return "<empty majority quorum>";
  const indexOf = (id: string) => acknowledged.get(id) ?? 0;
  const lines = ids.map((id) => {
    const below = ids.filter((other) => indexOf(other) < indexOf(id)).length;
    const bar = acknowledged.has(id) ? `${"x".repeat(below)}>`.padEnd(ids.length + 1) : "?".padEnd(ids.length + 1);
    return `${bar} ${String(indexOf(id)).padStart(5)}    (id=${id})`;
  });
  return [`${" ".repeat(ids.length)}    idx`, ...lines, ""].join("\n");
}
