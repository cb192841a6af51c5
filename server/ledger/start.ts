/** stub */
import type { Genesis } from "#server/chain";
import type { Ledger } from "./interface";

export interface LedgerOptions {
  /** A folder of its own; made where it is missing. */
  readonly stateDir: string;
  readonly genesis: Genesis;
}

export function startLedger(_options: LedgerOptions): Promise<Ledger> {
  throw new Error("pending");
}
