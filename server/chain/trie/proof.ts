/** stub */
import type { Crypto } from "#server/lib/crypto";

/** Shows that one transaction stands at its place under a transactions root. */
export interface TransactionProof {
  readonly kind: "mpt";
  readonly root: Uint8Array;
  /** RLP of the transaction's index in its block. */
  readonly key: Uint8Array;
  /** RLP nodes, from the root down. */
  readonly path: readonly Uint8Array[];
}
export function proveTransaction(_raws: readonly Uint8Array[], _index: number, _crypto: Crypto): TransactionProof {
  throw new Error("pending");
}
export function verifyTransactionProof(_proof: TransactionProof, _crypto: Crypto): Uint8Array | null {
  throw new Error("pending");
}
