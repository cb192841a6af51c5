/** Consensus engines behind one face. Pure: they run in a node, in the simulator and in a test alike. */
export type {
  BlockHash,
  BlockMeta,
  Effect,
  Engine,
  Event,
  FinalityCertificate,
  NodeId,
  Vote,
} from "./engine";
export {
  type BlockRef,
  type PoaEffect,
  PoaEngine,
  type PoaEntry,
  type PoaEvent,
  type PoaMessage,
  type PoaOptions,
  type PoaPacing,
  type PoaRecord,
  type PoaRestored,
  type PoaStatus,
  pacingOf,
  proposerOf,
  quorumOf,
  type RefusalCode,
  tolerated,
} from "./poa";
