/** What a verification says, check by check. */
import type { Header } from "../header";
import type { DecodedTransaction } from "../transaction/types";

export const CHECK_NAMES = ["hash", "parent", "transactions", "senders", "receipts", "seal"] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

export interface CheckResult {
  readonly status: "ok" | "failed" | "notApplicable" | "notGiven";
  /** Of the first thing that does not fit. */
  readonly stated?: string;
  readonly computed?: string;
  readonly detail?: string;
}

export interface Verification {
  readonly checks: Readonly<Record<CheckName, CheckResult>>;
  /** None failed, and hash, parent, transactions and senders are ok; the parent may be `notGiven`. */
  readonly verified: boolean;
  /** Null where it can't be decoded. */
  readonly header: Header | null;
  /** In order; shorter than the block's where one can't be decoded. */
  readonly transactions: readonly DecodedTransaction[];
}
