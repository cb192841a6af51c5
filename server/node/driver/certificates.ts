/** Certificates of finality between the engine's form and the wire's. Whoever reads one checks its seals first. */
import type { Certificate } from "#proto";
import type { Validator } from "#server/chain";
import type { FinalityCertificate, Vote } from "#server/consensus";
import { equalBytes, fromHex, toHex } from "#server/lib/bytes";
import type { ChainFacts } from "./chain-facts";

export function addressOfId(id: string, validators: readonly Validator[]): Uint8Array {
  return validators.find((validator) => validator.id === id)?.address ?? new Uint8Array(20);
}

export function certificateMessage(certificate: FinalityCertificate, facts: ChainFacts): Certificate {
  return {
    engine: facts.seals.engine,
    turn: certificate.turn,
    blockHash: fromHex(certificate.hash),
    seals: certificate.votes.map((vote) => ({
      validator: addressOfId(vote.validator, facts.validators),
      signature: vote.signature,
    })),
  };
}

/** A certificate whose seals were checked. @param height the certified block's */
export function readCertificate(
  certificate: Certificate,
  height: number,
  validators: readonly Validator[],
): FinalityCertificate {
  const { turn, blockHash } = certificate;
  const hash = toHex(blockHash);
  const votes = certificate.seals.flatMap(({ validator, signature }): Vote[] => {
    const id = validators.find((each) => equalBytes(each.address, validator))?.id;
    return id === undefined ? [] : [{ turn, height, hash, validator: id, signature }];
  });
  return { turn, hash, votes };
}
