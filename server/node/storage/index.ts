// What a node keeps on disk.

export { BlockStore, type HeadChange, type TransactionPlace } from "./block-store";
export { ConsensusLog } from "./consensus-log";
export { StorageError, type StorageErrorCode } from "./record";
export {
  Wal,
  type WalCompaction,
  type WalCut,
  type WalKind,
  type WalOptions,
  type WalOwner,
  type WalPolicy,
  type WalRecord,
  type WalStats,
} from "./wal";
