/** What a verification says, check by check. */
import type { Header } from "../header";
import type { DecodedTransaction } from "../transaction/types";
import type { UtxoHeader } from "../utxo/header";
import type { UtxoTransaction } from "../utxo/transaction";

export const CHECK_NAMES = ["hash", "parent", "transactions", "senders", "receipts", "seal"] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

export interface CheckResult {
  readonly status: "ok" | "failed" | "notApplicable" | "notGiven";
  /** Of the first thing that does not fit; where all is well, of what the check is about. */
  readonly stated?: string;
  readonly computed?: string;
  readonly detail?: string;
}

export interface Verification {
  readonly checks: Readonly<Record<CheckName, CheckResult>>;
  /**
   * None failed, and hash, parent, transactions and senders are ok. The parent may be `notGiven`, or in the
   * first block `notApplicable`; senders may be `notApplicable`, as on utxo ledgers, where scripts and not senders authorise.
   */
  readonly verified: boolean;
  /** Null where it can't be decoded, and on utxo ledgers. */
  readonly header: Header | null;
  /** Who made the block, recovered from the seal where that tells; null where nobody is named, and on utxo ledgers. */
  readonly proposer: Uint8Array | null;
  /** In order; shorter than the block's where one can't be decoded. None on utxo ledgers. */
  readonly transactions: readonly DecodedTransaction[];
  /** Null on account ledgers. */
  readonly utxo: UtxoContent | null;
}

export interface UtxoContent {
  /** Null where it can't be decoded. */
  readonly header: UtxoHeader | null;
  /** In order; shorter than the block's where one can't be decoded. */
  readonly transactions: readonly UtxoTransaction[];
}
