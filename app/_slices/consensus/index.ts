export { consensusOf, LiveConsensus } from "./LiveConsensus";
export { bearsAtMost, type Verdict, verdictOf } from "./verdict";
