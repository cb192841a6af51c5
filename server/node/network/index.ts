// Links between nodes.

export type { Identity } from "./hello";
export { Network, type NetworkHandlers } from "./network";
export type { Peer } from "./peer-link";
