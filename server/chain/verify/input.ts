/** What a verification is given. */
import type { Crypto } from "#server/lib/crypto";
import type { Validator } from "../seal/signed";
import type { ChainBlock } from "../types";
import type { ParentFacts } from "./check-header";

export interface VerifyInput {
  readonly block: ChainBlock;
  /** Null where it is not known, as at the beginning of a range. */
  readonly parent: ParentFacts | null;
  readonly rules: string;
  /** Null: not known, and so not compared. */
  readonly chainId: number | null;
  readonly validators: readonly Validator[];
  /** Votes sign it: without it a certificate is not checked. */
  readonly genesisHash?: Uint8Array | null | undefined;
  readonly crypto: Crypto;
}
