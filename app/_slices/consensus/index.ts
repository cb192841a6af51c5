export { consensusOf, LiveConsensus } from "./LiveConsensus";
export { RecordedConsensus } from "./RecordedConsensus";
export { bearsAtMost, type Verdict, verdictOf } from "./verdict";
