export { consensusOf } from "./consensus-of";
export { DroppedConsensus } from "./DroppedConsensus";
export { LiveConsensus } from "./LiveConsensus";
export { RecordedConsensus } from "./RecordedConsensus";
export { StallBanner } from "./StallBanner";
export { headTurnOf, nextProposer, type TurnFacts } from "./turn";
export { bearsAtMost, type Verdict, verdictOf } from "./verdict";
