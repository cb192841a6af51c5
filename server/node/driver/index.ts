// Joins engine, ledger, disk and network.

export { type ChainFacts, chainFacts } from "./chain-facts";
export { createDriver } from "./create";
export type { DriverContext, NodeDriver } from "./face";
export { Library } from "./library";
export { TICK_MS } from "./ticks";
