export { LiveNode } from "./LiveNode";
export { LiveNodes } from "./LiveNodes";
export { nodesAfter } from "./merge";
export { NodeStatusBadge } from "./NodeStatusBadge";
export { useReason } from "./useReason";
