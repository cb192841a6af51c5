/**
 * How a configuration changes (etcd's `confchange`): by a simple change, which moves at most one voter, or by entering and
 * leaving a joint one, in which the old and the new voters both have to agree (Raft paper, 6). Pure: each function returns
 * the next configuration or why there is none. The engine uses simple changes only, through membership.ts; the joint ones
 * are held against etcd's data like them.
 */
import { unreachable } from "#server/lib/assert";
import type { NodeId } from "../engine";

/** One step of a change. `update` changes nothing here; it exists so that a change can be of use to others alone. */
export interface ChangeStep {
  readonly type: "voter" | "learner" | "remove" | "update";
  readonly id: NodeId;
}

/** What is kept of one who is replicated to. */
export interface Tracked {
  readonly learner: boolean;
  /** The first height it will be asked about: that of the log when it came in. */
  readonly nextHeight: number;
}

export interface Configuration {
  /** The voters from now on. */
  readonly incoming: ReadonlySet<NodeId>;
  /** Those of before; empty but in a joint configuration. */
  readonly outgoing: ReadonlySet<NodeId>;
  readonly learners: ReadonlySet<NodeId>;
  /** Voters of before that become learners when the joint configuration is left. */
  readonly learnersNext: ReadonlySet<NodeId>;
  /** Whether the joint configuration is to be left as soon as that is safe; passed through. */
  readonly autoLeave: boolean;
  readonly tracked: ReadonlyMap<NodeId, Tracked>;
}

export interface ConfigurationRefusal {
  readonly code: "alreadyJoint" | "notJoint" | "jointNow" | "noVoters" | "allVotersRemoved" | "tooManyVotersChanged";
}

export type ConfigurationResult = Configuration | ConfigurationRefusal;

export const EMPTY_CONFIGURATION: Configuration = {
  incoming: new Set(),
  outgoing: new Set(),
  learners: new Set(),
  learnersNext: new Set(),
  autoLeave: false,
  tracked: new Map(),
};

/** At most one voter comes or goes, so that quorums of before and after overlap. `lastHeight`: of the log. */
export function changeSimply(
  configuration: Configuration,
  steps: readonly ChangeStep[],
  lastHeight: number,
): ConfigurationResult {
  if (configuration.outgoing.size > 0) return { code: "jointNow" };
  const next = applySteps(configuration, steps, lastHeight);
  if ("code" in next) return next;
  const changed = [
    ...without(next.incoming, configuration.incoming),
    ...without(configuration.incoming, next.incoming),
  ];
  return changed.length > 1 ? { code: "tooManyVotersChanged" } : next;
}

/** Any number of changes at once; the voters of before keep their say until `leaveJoint`. */
export function enterJoint(
  configuration: Configuration,
  steps: readonly ChangeStep[],
  { lastHeight, autoLeave }: { readonly lastHeight: number; readonly autoLeave: boolean },
): ConfigurationResult {
  if (configuration.outgoing.size > 0) return { code: "alreadyJoint" };
  if (configuration.incoming.size === 0) return { code: "noVoters" };
  const joint = { ...configuration, outgoing: new Set(configuration.incoming), autoLeave };
  return applySteps(joint, steps, lastHeight);
}

/** The voters of before lose their say; who is neither voter nor learner any more is forgotten. */
export function leaveJoint(configuration: Configuration): ConfigurationResult {
  if (configuration.outgoing.size === 0) return { code: "notJoint" };
  const learners = new Set([...configuration.learners, ...configuration.learnersNext]);
  const tracked = new Map<NodeId, Tracked>();
  for (const [id, known] of configuration.tracked) {
    if (configuration.incoming.has(id) || learners.has(id)) tracked.set(id, { ...known, learner: learners.has(id) });
  }
  return { ...configuration, outgoing: new Set(), learners, learnersNext: new Set(), autoLeave: false, tracked };
}

/** While the steps of one change are applied. */
interface Draft {
  readonly incoming: Set<NodeId>;
  readonly outgoing: ReadonlySet<NodeId>;
  readonly learners: Set<NodeId>;
  readonly learnersNext: Set<NodeId>;
  readonly tracked: Map<NodeId, Tracked>;
}

function applySteps(before: Configuration, steps: readonly ChangeStep[], lastHeight: number): ConfigurationResult {
  const draft: Draft = {
    incoming: new Set(before.incoming),
    outgoing: before.outgoing,
    learners: new Set(before.learners),
    learnersNext: new Set(before.learnersNext),
    tracked: new Map(before.tracked),
  };
  for (const step of steps) applyStep(draft, step, Math.max(lastHeight, 1));
  return draft.incoming.size === 0 ? { code: "allVotersRemoved" } : { ...before, ...draft };
}

function applyStep(draft: Draft, { type, id }: ChangeStep, nextHeight: number): void {
  switch (type) {
    case "voter":
      drop(draft, id);
      draft.incoming.add(id);
      draft.tracked.set(id, { nextHeight, ...draft.tracked.get(id), learner: false });
      break;
    case "learner":
      makeLearner(draft, id, nextHeight);
      break;
    case "remove":
      drop(draft, id);
      if (!draft.outgoing.has(id)) draft.tracked.delete(id);
      break;
    case "update":
      break;
    default:
      unreachable(type);
  }
}

/** A voter of before can't be a learner yet: it keeps its vote, and its place is remembered for later. */
function makeLearner(draft: Draft, id: NodeId, nextHeight: number): void {
  const learner = !draft.outgoing.has(id);
  drop(draft, id);
  (learner ? draft.learners : draft.learnersNext).add(id);
  draft.tracked.set(id, { nextHeight, ...draft.tracked.get(id), learner });
}

function drop(draft: Draft, id: NodeId): void {
  draft.incoming.delete(id);
  draft.learners.delete(id);
  draft.learnersNext.delete(id);
}

function without(set: ReadonlySet<NodeId>, other: ReadonlySet<NodeId>): NodeId[] {
  return [...set].filter((id) => !other.has(id));
}
