/**
 * A ledger validates and applies transactions. It keeps the state after every block it has built or executed, by state root,
 * so that any known block can be built upon. Amounts are in the smallest unit. What a caller decides on comes back as a
 * value with a code; only a broken ledger (its worker died, its store is damaged) rejects, with a LedgerError.
 */
import type { ChainReceipt, DecodedTransaction, Header, MemberChange } from "#server/chain";

export interface BuildInput {
  /** The state after it must be here. */
  readonly parent: Header;
  readonly coinbase: Uint8Array;
  /** Taken up to the parent's where it is lower. */
  readonly timeMs: number;
  /** Turn (PoA) or term (Raft). */
  readonly turn: number;
  /** Of the members, where the engine orders one (Raft). */
  readonly change?: MemberChange | null | undefined;
  /** In the order in which they are to be tried; envelopes. */
  readonly transactions: readonly Uint8Array[];
  /** How long executing may take before the block is closed; default BUILD_TIME_MAX_MS. */
  readonly timeMaxMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface BuiltBlock {
  /** Unsealed. */
  readonly header: Header;
  readonly transactions: Uint8Array[];
  readonly receipts: ChainReceipt[];
  /** What can't be executed on this parent. */
  readonly rejected: RejectedTransaction[];
  /** How many were not tried, or did not fit: they may go into a later block. */
  readonly left: number;
}

export interface RejectedTransaction {
  readonly hash: Uint8Array;
  readonly code: RejectionCode;
  readonly reason: string;
}

export type RejectionCode =
  /** Not a transaction at all. */
  | "malformed"
  /** Blob (3) and authorization (4) transactions, and types nobody knows. */
  | "typeNotSupported"
  | "wrongChain"
  | "signatureInvalid"
  /** Its nonce is used already. */
  | "nonceTooLow"
  /** Executable later, when the transactions before it are in; `build` leaves such a one, and does not reject it. */
  | "nonceTooHigh"
  | "balanceTooLow"
  /** Below what the transaction costs before any execution. */
  | "gasLimitTooLow"
  /** More than a whole block may use. */
  | "gasLimitTooHigh"
  /** Less than the block's base fee; `build` leaves such a one, too. */
  | "feeTooLow"
  /** Larger than a transaction may be, or initialisation code beyond EIP-3860's limit. */
  | "inputTooLarge"
  /** The sender has code (EIP-3607). */
  | "senderNotExternal"
  /** Refused by the execution for a reason without a code of its own. */
  | "notExecutable";

export interface ExecuteInput {
  readonly parent: Header;
  readonly header: Header;
  readonly transactions: readonly Uint8Array[];
}

export type ExecuteResult =
  | { readonly ok: true; readonly receipts: ChainReceipt[] }
  | { readonly ok: false; readonly code: ExecuteRefusalCode; readonly reason: string };

export type ExecuteRefusalCode =
  | "parentStateUnknown"
  | "headerMismatch"
  | "timeInvalid"
  | "gasLimitMismatch"
  | "baseFeeMismatch"
  | "transactionsRootMismatch"
  | "transactionInvalid"
  | "gasUsedMismatch"
  | "logsBloomMismatch"
  | "receiptsRootMismatch"
  | "stateRootMismatch";

export interface AccountState {
  readonly balance: bigint;
  readonly nonce: number;
  /** Of the empty string for an account without code, as in the state itself. */
  readonly codeHash: Uint8Array;
}

/** A transaction that may be offered to a pool, or why it may not; independent of any state. */
export type Recovered =
  | { readonly ok: true; readonly transaction: DecodedTransaction & { readonly sender: Uint8Array } }
  | { readonly ok: false; readonly hash: Uint8Array; readonly code: RejectionCode; readonly reason: string };

export interface Ledger {
  readonly genesisRoot: Uint8Array;
  /** Stores the resulting state too, so that the built block need not be executed. */
  build(input: BuildInput): Promise<BuiltBlock>;
  /** Recomputes everything that the header states; the state is stored only if all of it is right. */
  execute(input: ExecuteInput): Promise<ExecuteResult>;
  account(stateRoot: Uint8Array, address: Uint8Array): Promise<AccountState>;
  /** In the order of the addresses; one message for many. */
  accounts(stateRoot: Uint8Array, addresses: readonly Uint8Array[]): Promise<AccountState[]>;
  /** Decodes and recovers senders, in the order given: what admission to a pool needs first. */
  recover(raws: readonly Uint8Array[]): Promise<Recovered[]>;
  close(): Promise<void>;
}

export type LedgerErrorCode =
  /** More requests wait than the ledger takes. */
  | "overloaded"
  /** Its worker has ended; a new ledger has to be started. */
  | "crashed"
  /** It was closed, or the caller gave up. */
  | "aborted"
  /** The state asked for is not here. */
  | "stateUnknown"
  /** What is stored does not carry its own checksum. */
  | "storeDamaged"
  | "internal";

export class LedgerError extends Error {
  override readonly name = "LedgerError";
  constructor(
    readonly code: LedgerErrorCode,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}
