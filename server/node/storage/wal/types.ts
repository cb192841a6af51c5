/** What the write-ahead log takes and gives, for those who write it and for its own parts. */

export type WalKind = "entry" | "hardState" | "vote" | "mark";

export interface WalRecord {
  /** Whole number, 48 bits. */
  readonly term: number;
  /** Height of an entry, turn of a vote; for the others whatever helps a reader. Whole number, 48 bits. */
  readonly index: number;
  readonly kind: WalKind;
  /** Opaque to the log. */
  readonly data: Uint8Array;
}

/**
 * When an append counts as done. `sync`: written and flushed alone. `group`: appends that come while a flush runs share the
 * next one. `async`: handed to the operating system, flushed within a bounded time; a power cut may lose that much.
 */
export type WalPolicy = "sync" | "group" | "async";

export interface WalOwner {
  readonly nodeId: string;
  /** 32 bytes. */
  readonly genesisHash: Uint8Array;
}

/** The end of the last segment that was never written whole, and is gone. */
export interface WalCut {
  readonly file: string;
  /** Where the file ends now, in bytes. */
  readonly offset: number;
  /** How many were cut. */
  readonly bytes: number;
}

export interface WalStats {
  readonly segments: number;
  /** On disk, headers and padding included. */
  readonly bytes: number;
  readonly appends: number;
  /** Of files; folders are not counted. */
  readonly fsyncs: number;
  /** Given to `append` and not yet written. */
  readonly bytesWaiting: number;
}
