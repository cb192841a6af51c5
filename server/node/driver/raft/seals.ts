/** Raft: the leader of a term makes its blocks, and acknowledgements of a majority, in that term, make them final. */
import { CHAINGLASS_RAFT, decodeExtra, verifyRaftCertificate, verifyRaftProposer } from "#server/chain";
import { equalBytes } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { SealedChain, Seals } from "../seals";

export function raftSeals({ genesis, genesisHash, validators }: SealedChain): Seals {
  return {
    engine: "raft",
    rules: CHAINGLASS_RAFT,
    proposerOf: ({ coinbase }) => validators.find(({ address }) => equalBytes(address, coinbase))?.id ?? null,
    refusedProposer(header, hash) {
      const refusal = verifyRaftProposer(header, hash, validators, nativeCrypto);
      if (refusal) return refusal;
      return decodeExtra(header.extraData).validators.length > 0 ? "it sets the validators anew" : null;
    },
    refusedTurn: (term, parentTerm) => (term < parentTerm ? `term ${term} upon term ${parentTerm}` : null),
    // That nobody acknowledges a block but in its own term is what makes the certificate's term the block's.
    refusedCertificate: (certificate, block) =>
      verifyRaftCertificate(
        certificate,
        { ...block, term: certificate.turn, chainId: genesis.chainId, genesisHash },
        validators,
        nativeCrypto,
      ),
    changeOf: ({ change }) => (change ? { type: change.type, id: change.id } : null),
  };
}
