// Joins engine, ledger, disk and network.

export { type ChainFacts, chainFacts } from "./chain-facts";
export { Driver, type DriverContext, TICK_MS } from "./driver";
export { Library } from "./library";
