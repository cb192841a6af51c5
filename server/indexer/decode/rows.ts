/** What one block becomes in the tables; cells stand in the order of `../store/tables`. */
import type { Row } from "./values";

export interface Ref {
  readonly height: number;
  readonly hash: Uint8Array;
}

/** What the next block's verification asks of its parent. */
export interface Head extends Ref {
  readonly timeMs: number;
  /** Turn or term; null where the chain has none, or it can't be read. */
  readonly turn: number | null;
}

export interface BlockRows {
  readonly head: Head;
  readonly parentHash: Uint8Array;
  readonly verified: boolean;
  readonly block: Row;
  readonly blockTransactions: readonly Row[];
  readonly logs: readonly Row[];
  /** Without the live number, which the commit adds. */
  readonly transactions: readonly Row[];
  readonly addressTransactions: readonly Row[];
  readonly addresses: readonly AddressTouch[];
  /**
   * Of a utxo ledger, else none. Whom a transaction takes from and what it pays as fee stand in other transactions' outputs:
   * the commit looks them up, completes `transactions`, and makes `addressTransactions` and `addresses`.
   */
  readonly utxo: readonly UtxoMoves[];
}

/** A transaction that waits in a pool. */
export interface PendingRows {
  readonly row: Row;
  /** Null on an account ledger. */
  readonly utxo: UtxoMoves | null;
}

/** What one transaction creates and spends. */
export interface UtxoMoves {
  readonly hash: Uint8Array;
  /** In its block. */
  readonly index: number;
  readonly coinbase: boolean;
  readonly outputs: readonly UtxoCreated[];
  /** None in a coinbase. */
  readonly spends: readonly { readonly hash: Uint8Array; readonly index: number }[];
  readonly outputRows: readonly Row[];
  readonly inputRows: readonly Row[];
}

export interface UtxoCreated {
  readonly value: bigint;
  /** UTF-8 of its customary text. */
  readonly address: Uint8Array | null;
}

export interface AddressTouch {
  /** Lower-case hex. */
  readonly address: string;
  readonly height: number;
  readonly isContract: boolean;
  /** Its transactions in this block. */
  readonly hashes: readonly string[];
}
