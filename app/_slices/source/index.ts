export { HowTo } from "./HowTo";
export { SourceNetwork } from "./SourceNetwork";
export { byNetwork } from "./sentence";
