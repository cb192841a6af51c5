/** Whether a block's certificate holds, by the rules of its chain, as far as the source tells what that takes. Pure. */
import {
  CHAINGLASS_POA,
  CHAINGLASS_RAFT,
  type ChainCertificate,
  verifyCertificate,
  verifyRaftCertificate,
} from "#server/chain";
import type { Crypto } from "#server/lib/crypto";
import type { ChainFacts } from "./facts";
import type { Ref } from "./rows";

/**
 * @param block the certified one, with its own turn or term
 * @returns null where it holds, or where its rules are not known here
 */
export function refusedCertificate(
  certificate: ChainCertificate,
  block: Ref & { readonly turn: number | null },
  { rules, chainId, genesisHash, validators }: ChainFacts,
  crypto: Crypto,
): string | null {
  if (!genesisHash || validators.length === 0) return null;
  const { height, hash, turn } = block;
  const subject = { chainId, genesisHash, height, hash };
  if (rules === CHAINGLASS_POA) return verifyCertificate(certificate, subject, validators, crypto);
  if (rules !== CHAINGLASS_RAFT) return null;
  if (turn === null) return "the block's own term is not known";
  return verifyRaftCertificate(certificate, { ...subject, term: turn }, validators, crypto);
}
