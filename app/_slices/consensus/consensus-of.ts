/** What comes over the consensus topic, as the view that it is; null for anything else. Pure. */
import type { ConsensusView } from "#server/api";

export function consensusOf(data: unknown): ConsensusView | null {
  return typeof data === "object" && data !== null && "validators" in data ? (data as ConsensusView) : null;
}
