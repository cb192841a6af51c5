/** stub */
import type { Crypto } from "#server/lib/crypto";
import type { Header } from "./header";

export interface Genesis {
  readonly network: string;
  readonly chainId: number;
  readonly engine: "poa";
  readonly ledger: "account";
  readonly timeMs: number;
  readonly blockIntervalMs: number;
  /** Decimal. */
  readonly gasLimit: string;
  /** In the order of their turns. */
  readonly validators: readonly GenesisValidator[];
  /** By 0x address. */
  readonly alloc: Readonly<Record<string, GenesisAccount>>;
}
export interface GenesisValidator {
  readonly id: string;
  /** 0x. */
  readonly address: string;
}
export interface GenesisAccount {
  /** Decimal, in wei. */
  readonly balance: string;
  /** 0x. */
  readonly code?: string | undefined;
}
export function parseGenesis(_json: unknown): Genesis {
  throw new Error("pending");
}
export function genesisHeader(_genesis: Genesis, _stateRoot: Uint8Array, _crypto: Crypto): Header {
  throw new Error("pending");
}
