/** What one block becomes in the tables; cells stand in the order of `../store/tables`. */
import type { Row } from "./values";

export interface Ref {
  readonly height: number;
  readonly hash: Uint8Array;
}

/** What the next block's verification asks of its parent. */
export interface Head extends Ref {
  readonly timeMs: number;
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
}

export interface AddressTouch {
  /** Lower-case hex. */
  readonly address: string;
  readonly height: number;
  readonly isContract: boolean;
  /** Its transactions in this block. */
  readonly hashes: readonly string[];
}
