/** A transaction of an account ledger, decoded: what pools, pages and fee arithmetic ask for. */

export interface DecodedTransaction {
  readonly hash: Uint8Array;
  /** 0 legacy, 1 EIP-2930, 2 EIP-1559, 3 EIP-4844, 4 EIP-7702. */
  readonly type: number;
  /** Null: the signature fits no key. */
  readonly sender: Uint8Array | null;
  /** Null: creates a contract. */
  readonly recipient: Uint8Array | null;
  readonly value: bigint;
  readonly nonce: number;
  readonly gasLimit: bigint;
  /** Types 0 and 1. */
  readonly gasPrice: bigint | null;
  /** Types 2, 3 and 4, as the next one. */
  readonly maxFeePerGas: bigint | null;
  readonly maxPriorityFeePerGas: bigint | null;
  /** Type 3. */
  readonly maxFeePerBlobGas: bigint | null;
  readonly blobVersionedHashes: readonly Uint8Array[];
  readonly accessList: readonly AccessListItem[];
  /** Number of authorizations of type 4; else 0. */
  readonly authorizations: number;
  readonly input: Uint8Array;
  /** Bytes of the envelope. */
  readonly size: number;
  /** Where it creates a contract, if it succeeds. */
  readonly contractAddress: Uint8Array | null;
  /** Null: signed before EIP-155, valid on every chain. */
  readonly chainId: number | null;
}

export interface AccessListItem {
  readonly address: Uint8Array;
  readonly storageKeys: readonly Uint8Array[];
}
