/**
 * Raft: the leader of a term makes its blocks, and acknowledgements of a majority, in that term, make them final. Which
 * majority it takes depends on the members as of the block, and only the engine knows those: here each seal is checked, there
 * they are counted.
 */
import { CHAINGLASS_RAFT, decodeExtra, verifyAcknowledgement, verifyRaftProposer } from "#server/chain";
import { equalBytes, to0x } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { SealedChain, Seals } from "../seals";

export function raftSeals({ genesis, genesisHash, validators }: SealedChain): Seals {
  const { chainId } = genesis;
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
    refusedCertificate({ turn, blockHash, seals }, { height, hash }) {
      if (!equalBytes(blockHash, hash)) return `the certificate is for ${to0x(blockHash)}`;
      if (seals.length > validators.length) return `${seals.length} seals of ${validators.length} validators`;
      // That nobody acknowledges a block but in its own term is what makes the certificate's term the block's.
      const subject = { chainId, genesisHash, term: turn, height, hash };
      for (const seal of seals) {
        const refusal = verifyAcknowledgement({ ...subject, ...seal }, validators, nativeCrypto);
        if (refusal) return refusal;
      }
      return seals.length === 0 ? "the certificate has no seals" : null;
    },
    changeOf: ({ change }) => (change ? { type: change.type, id: change.id } : null),
  };
}
