/** Proof of authority: the validator in turn makes the block, and more than two thirds of all make it final by their votes. */
import { CHAINGLASS_POA, decodeExtra, verifyCertificate, verifyProposerSeal } from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { SealedChain, Seals } from "../seals";

export function poaSeals({ genesis, genesisHash, validators }: SealedChain): Seals {
  return {
    engine: "poa",
    rules: CHAINGLASS_POA,
    proposerOf: (_header, { turn }) => validators[turn % validators.length]?.id ?? null,
    refusedProposer(header, hash) {
      const refusal = verifyProposerSeal(header, hash, validators, nativeCrypto);
      if (refusal) return refusal;
      const extra = decodeExtra(header.extraData);
      return extra.validators.length > 0 || extra.change ? "it changes the validators" : null;
    },
    refusedTurn: (turn, parentTurn) => (turn <= parentTurn ? `turn ${turn} upon turn ${parentTurn}` : null),
    refusedCertificate: (certificate, block) =>
      verifyCertificate(certificate, { ...block, chainId: genesis.chainId, genesisHash }, validators, nativeCrypto),
    changeOf: () => null,
  };
}
