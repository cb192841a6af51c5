// The indexer is a process of its own; only how its tables are compared is for others.

export { type ChainDigest, differences, digestChain, type Query } from "./digest";
