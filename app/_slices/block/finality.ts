/** Whether "not final yet" can be said of a block: only engines that vote blocks final here leave one waiting for it. */
import type { BlockView } from "#server/api";

const VOTING = new Set(["poa", "raft", "pbft"]);

export function tellsFinality({ final, consensus }: Pick<BlockView, "final" | "consensus">): boolean {
  return final || VOTING.has(consensus.engine);
}
