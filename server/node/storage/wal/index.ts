// The write-ahead log of consensus.

export type { WalCut, WalKind, WalOwner, WalPolicy, WalRecord, WalStats } from "./types";
export { Wal, type WalCompaction, type WalOptions } from "./wal";
