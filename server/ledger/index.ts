// Validates and applies transactions; runs beside the node's own thread.

export {
  type AccountState,
  type BuildInput,
  type BuiltBlock,
  type ExecuteInput,
  type ExecuteRefusalCode,
  type ExecuteResult,
  type Ledger,
  LedgerError,
  type LedgerErrorCode,
  type Recovered,
  type RejectedTransaction,
  type RejectionCode,
} from "./interface";
export { type LedgerOptions, startLedger } from "./start";
