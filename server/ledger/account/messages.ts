/** What passes between the ledger's worker and its client. */
import type { Genesis } from "#server/chain";
import type {
  AccountState,
  BuildInput,
  BuiltBlock,
  ExecuteInput,
  ExecuteResult,
  LedgerErrorCode,
  Recovered,
} from "../interface";

/** Each request with its answer. */
export interface Methods {
  readonly build: { readonly input: Omit<BuildInput, "signal">; readonly output: BuiltBlock };
  readonly execute: { readonly input: ExecuteInput; readonly output: ExecuteResult };
  readonly accounts: {
    readonly input: { readonly stateRoot: Uint8Array; readonly addresses: readonly Uint8Array[] };
    readonly output: AccountState[];
  };
  readonly recover: { readonly input: readonly Uint8Array[]; readonly output: Recovered[] };
  readonly close: { readonly input: null; readonly output: null };
}

export type Call = {
  [M in keyof Methods]: { readonly id: number; readonly method: M; readonly input: Methods[M]["input"] };
}[keyof Methods];

export type ToWorker = Call | { readonly abort: number };

export type FromWorker =
  | { readonly type: "ready"; readonly genesisRoot: Uint8Array }
  | { readonly type: "answer"; readonly id: number; readonly output: Methods[keyof Methods]["output"] }
  | { readonly type: "failure"; readonly id: number | null; readonly code: LedgerErrorCode; readonly detail: string };

export interface WorkerData {
  readonly stateDir: string;
  readonly genesis: Genesis;
}
