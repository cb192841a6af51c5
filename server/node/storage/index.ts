// What a node keeps on disk.

export { BlockStore, type HeadChange, type TransactionPlace } from "./block-store";
export { ConsensusStore } from "./consensus-store";
export { StorageError, type StorageErrorCode } from "./record";
