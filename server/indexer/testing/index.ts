// For tests and kill runs of other rooms: blocks and a node that does what it is told.

export { type Bitcoin, bitcoinMissing, openBitcoin, readBlockOf2021, readFirstBlocks } from "./bitcoin";
export { makeBlock, TEST_CHAIN_ID, type TestTransaction, tokenLog, transfer } from "./blocks";
export { ScriptedNode } from "./scripted-node";
