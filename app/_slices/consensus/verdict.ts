/** The consensus page's first sentence, chosen from facts alone. */
import type { ConsensusView } from "#server/api";

export type Verdict =
  | { kind: "healthy" | "none" | "unheard" }
  | { kind: "weakened"; silent: string[]; tolerates: number }
  | { kind: "blind" }
  | { kind: "electing"; term: number }
  | { kind: "stalled" };

/** The engine of a network none of whose sources has ever answered. */
const UNHEARD = "unknown";

export function verdictOf(view: ConsensusView): Verdict {
  if (view.stalled !== null) return { kind: "stalled" };
  if (view.engine === UNHEARD) return { kind: "unheard" };
  if (view.validators.length === 0) return { kind: "none" };
  if (view.observers.alive === 0) return { kind: "blind" };
  // Nobody leads for as long as an election takes: that is no stall yet.
  if (view.engine === "raft" && view.leader === null) return { kind: "electing", term: view.term ?? 0 };
  const silent = view.validators.filter(({ status }) => status === "dead" || status === "suspect").map(({ id }) => id);
  return silent.length === 0 ? { kind: "healthy" } : { kind: "weakened", silent, tolerates: view.tolerates ?? 0 };
}

/** How many of all its validators the network bears to lose; null where it has no quorum. */
export function bearsAtMost(view: ConsensusView): number | null {
  return view.quorum === null ? null : Math.max(0, view.validators.length - view.quorum);
}
