/** Runs a scenario of etcd's and says where our engines behave otherwise, but for the differences that its table names. */
import type { Directive } from "../../testing/datadriven";
import { EtcdCluster } from "./etcd-cluster";
import { type Facts, factsOfOutput } from "./etcd-facts";
import type { Scenario } from "./etcd-scenarios";

export interface Comparison {
  /** How many lines, events and states of etcd's output were held against ours. */
  readonly compared: number;
  /** Where both sides do not say the same and no one has said why: `- etcd's`, `+ ours`. */
  readonly unnamed: readonly string[];
  /** Differences that are named, and are none. */
  readonly gone: readonly string[];
}

export function compareScenario(directives: readonly Directive[], scenario: Scenario): Comparison {
  const cluster = new EtcdCluster(scenario.announcesWithBlock ?? false);
  const found: string[] = [];
  let level = "debug";
  let compared = 0;
  for (const directive of directives) {
    if (directive.command === "log-level") level = directive.args[0]?.key ?? level;
    const silenced = directive.args.some(({ key, values }) => key === "log-level" && values[0] === "none");
    const answer = cluster.run(directive);
    const tallies = [compareAnswers(directive, answer)];
    if (level !== "none" && !silenced && directive.command !== "add-nodes") {
      tallies.push(...compareFacts(directive, cluster, level));
    }
    for (const { lines, differences } of tallies) {
      compared += lines;
      found.push(...differences.map((difference) => `line ${directive.line}: ${difference}`));
    }
  }
  const named = new Set(scenario.differences ?? []);
  return {
    compared,
    unnamed: found.filter((difference) => !named.has(difference)),
    gone: [...named].filter((difference) => !found.includes(difference)),
  };
}

const STATE_KEYS = ["term", "votedFor", "commit", "role", "leader"] as const;

interface Tally {
  readonly lines: number;
  readonly differences: readonly string[];
}

function compareAnswers({ command, expected }: Directive, answer: string | null): Tally {
  const ours = (answer ?? "").split("\n").filter(Boolean);
  const entries = [...expected.matchAll(/^\d+\/\d+/gm)].map(String);
  switch (command) {
    case "propose":
    case "propose-conf-change":
      return compareLines(expected.includes("proposal dropped") ? ["raft proposal dropped"] : [], ours);
    case "raft-state":
      return compareLines(expected.split("\n"), ours);
    case "status":
      return compareLines(expected.split("\n").map(bareProgress).slice(1), ours);
    case "raft-log":
      return compareLines(entries, ours);
    case "compact":
      return expected === "ok" ? compareLines([], []) : compareLines(entries, ours);
    default:
      return { lines: 0, differences: [] };
  }
}

/** The leader's own line is not told by ours; neither is what follows from the rest (`paused`, `full`). */
function bareProgress(line: string): string {
  return line.replace(/\[full\]| paused| inactive| pendingSnap=\d+/g, "");
}

function compareFacts(directive: Directive, cluster: EtcdCluster, level: string): Tally[] {
  const node = directive.args.find(({ values }) => values.length === 0)?.key ?? "";
  const theirs = factsOfOutput(directive.expected, node, cluster.baseHeight);
  const ours = cluster.facts();
  const told =
    level === "debug" ? ours.events : ours.events.filter((event) => !/ sends \d+ a snapshot at /.test(event));
  return [compareLines([...theirs.events].sort(), [...told].sort()), ...compareStates(theirs, ours)];
}

/** Only what etcd tells: a `Ready` names what has changed. */
function compareStates(theirs: Facts, ours: Facts): Tally[] {
  return [...theirs.states].map(([id, claim]) => {
    const state = ours.states.get(id);
    const keys = STATE_KEYS.filter((key) => claim[key] !== undefined);
    const differ = keys.filter((key) => claim[key] !== state?.[key]);
    const differences = differ.map((key) => `${key} of ${id}: - ${claim[key]} + ${state?.[key]}`);
    return { lines: keys.length, differences };
  });
}

function compareLines(theirs: readonly string[], ours: readonly string[]): Tally {
  const left = without(theirs, ours).map((line) => `- ${line}`);
  return { lines: theirs.length, differences: [...left, ...without(ours, theirs).map((line) => `+ ${line}`)] };
}

/** As bags: what stands twice has to be there twice. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const rest = [...others];
  return lines.filter((line) => {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
