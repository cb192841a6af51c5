/** What etcd's directives set for all nodes and our engine has as constants; the scenario test puts these in their place. */
export const scenarioLimits = {
  /** Appends to a follower that are not answered: `inflight` of `add-nodes`. */
  inFlightAppends: 256,
  /** Final blocks that stay in the log; set so that `compact` cuts where it says. */
  finalBlocksKept: 1024,
};

export function resetScenarioLimits(): void {
  scenarioLimits.inFlightAppends = 256;
  scenarioLimits.finalBlocksKept = 1024;
}
