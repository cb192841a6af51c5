/**
 * What seals of an engine's blocks mean: who may make a block, when a certificate makes it final. The neutral parts of the
 * driver ask here; the digests and rules themselves stand in `#server/chain`. Refusals are values: null means accepted.
 */
import type { Certificate } from "#proto";
import type { Extra, Genesis, Header, OwnRules, Validator } from "#server/chain";
import type { BlockMeta, NodeId } from "#server/consensus";
import { poaSeals } from "./poa/seals";
import { raftSeals } from "./raft/seals";

export interface SealedChain {
  readonly genesis: Genesis;
  readonly genesisHash: Uint8Array;
  readonly validators: readonly Validator[];
}

export interface Seals {
  readonly engine: Genesis["engine"];
  readonly rules: OwnRules;
  /** Who made this block, not genesis; null where the header names nobody known. */
  proposerOf(header: Header, extra: Extra): NodeId | null;
  /** Why a block may not be from outside as it is: its seal, or what its extra data changes. */
  refusedProposer(header: Header, hash: Uint8Array): string | null;
  /** Why a block's turn may not follow upon its parent's. */
  refusedTurn(turn: number, parentTurn: number): string | null;
  /** For exactly this block. */
  refusedCertificate(certificate: Certificate, block: { height: number; hash: Uint8Array }): string | null;
  changeOf(extra: Extra): BlockMeta["change"];
}

export function sealsOf(chain: SealedChain): Seals {
  switch (chain.genesis.engine) {
    case "poa":
      return poaSeals(chain);
    case "raft":
      return raftSeals(chain);
  }
}
