import type { Validator } from "#server/chain";

/** What a network's source states of itself, as far as verification asks for it. */
export interface ChainFacts {
  readonly engine: string;
  readonly rules: string;
  readonly chainId: number;
  readonly genesisHash: Uint8Array | null;
  readonly validators: readonly Validator[];
}
