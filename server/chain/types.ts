/**
 * A block as it travels between processes. These shapes equal the contract's messages, field by field, so that values pass
 * in both directions without being copied; this room stays free of generated code all the same.
 */

export interface ChainBlock {
  /** As the source states it, like every field beside `header`; `verifyBlock` recomputes it. */
  hash: Uint8Array;
  height: number;
  parentHash: Uint8Array;
  time?: Date | undefined;
  /** RLP; the 80 bytes of a utxo ledger. */
  header: Uint8Array;
  transactions: ChainTransaction[];
  /** One for each transaction, or none. */
  receipts: ChainReceipt[];
  /** Numbers of the contract's `BlockPart`; 1 stands for receipts. */
  unavailable: number[];
  certificate?: ChainCertificate | undefined;
  size: number;
  final: boolean;
  discrepancies: ChainDiscrepancy[];
  /** RLP list of withdrawals (EIP-4895). */
  withdrawals?: Uint8Array | undefined;
  /** RLP headers. */
  uncles: Uint8Array[];
  /** Who may seal this block, where votes change it (Clique, IBFT 1), as the source has walked them; 20 bytes each. */
  authorities?: { addresses: Uint8Array[] } | undefined;
}

export interface ChainTransaction {
  raw: Uint8Array;
  hash?: Uint8Array | undefined;
  sender?: Uint8Array | undefined;
}

export interface ChainReceipt {
  transactionHash: Uint8Array;
  type: number;
  outcome?: { $case: "success"; value: boolean } | { $case: "postState"; value: Uint8Array } | undefined;
  cumulativeGasUsed: number;
  gasUsed: number;
  logsBloom: Uint8Array;
  logs: ChainLog[];
  contractAddress?: Uint8Array | undefined;
  /** Big-endian. */
  effectiveGasPrice?: Uint8Array | undefined;
}

export interface ChainLog {
  address: Uint8Array;
  topics: Uint8Array[];
  data: Uint8Array;
}

export interface ChainCertificate {
  engine: string;
  turn: number;
  blockHash: Uint8Array;
  seals: ChainSeal[];
}

export interface ChainSeal {
  /** 20 bytes. */
  validator: Uint8Array;
  /** 65 bytes. */
  signature: Uint8Array;
}

export interface ChainDiscrepancy {
  /** A `CheckName`. */
  check: string;
  field: string;
  stated: string;
  computed: string;
}

/** The contract's number for receipts in `unavailable`. */
export const RECEIPTS_PART = 1;
