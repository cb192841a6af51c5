/** Starts the ledger that a genesis names. */
import type { Genesis } from "#server/chain";
import { AccountLedgerClient } from "./account/client";
import type { Ledger } from "./interface";

export interface LedgerOptions {
  /** A folder of its own; made where it is missing. */
  readonly stateDir: string;
  readonly genesis: Genesis;
}

/** @throws LedgerError when its store can't be opened, as while another process holds it */
export async function startLedger({ stateDir, genesis }: LedgerOptions): Promise<Ledger> {
  switch (genesis.ledger) {
    case "account":
      return AccountLedgerClient.start(stateDir, genesis);
  }
}
