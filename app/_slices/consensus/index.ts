export { consensusOf, LiveConsensus } from "./LiveConsensus";
export { toleratesNow, type Verdict, verdictOf } from "./verdict";
