/**
 * Seals of proof of authority: the proposer in turn signs the block, every validator votes for what it accepts, and votes of
 * one turn by a quorum make the certificate. A vote names its chain. Refusals are values: null means accepted.
 */
import { equalBytes, to0x } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { CHAINGLASS_POA } from "../block-hash";
import type { Header } from "../header";
import { encodeInteger, encodeRlp } from "../rlp";
import type { ChainCertificate } from "../types";
import { quorumOf } from "./quorum";
import { domain, readProposal, refusedCoinbase, refusedSeals, refusedSignature, type Validator } from "./signed";

/** What a vote is given for. */
export interface VoteSubject {
  readonly chainId: number;
  readonly genesisHash: Uint8Array;
  readonly turn: number;
  readonly height: number;
  readonly hash: Uint8Array;
}

const VOTE_DOMAIN = domain("chainglass/poa/vote/v1");

export function voteDigest(subject: VoteSubject, crypto: Crypto): Uint8Array {
  const { chainId, genesisHash, turn, height, hash } = subject;
  return crypto.keccak256(
    encodeRlp([VOTE_DOMAIN, encodeInteger(chainId), genesisHash, encodeInteger(turn), encodeInteger(height), hash]),
  );
}

/** @returns null, or why the seal is refused */
export function verifyProposerSeal(
  header: Header,
  hash: Uint8Array,
  validators: readonly Validator[],
  crypto: Crypto,
): string | null {
  if (validators.length === 0) return "no validators are known to check the seal against";
  const proposal = readProposal(header, hash, crypto, CHAINGLASS_POA);
  if (typeof proposal === "string") return proposal;
  const { signer, extra } = proposal;
  if (extra.change) return "it changes the members, as blocks of proof of authority can't";
  const expected = validators[extra.turn % validators.length];
  if (expected === undefined) return "the seal is no valid signature";
  if (!equalBytes(signer, expected.address)) {
    const who = validators.find((validator) => equalBytes(validator.address, signer));
    return `sealed by ${who?.id ?? to0x(signer)}, but ${expected.id} is in turn ${extra.turn}`;
  }
  return refusedCoinbase(header, expected.address);
}

/** @param vote with the id or address of whoever claims to have voted. @returns null, or why it is refused */
export function verifyVote(
  vote: VoteSubject & { readonly validator: string | Uint8Array; readonly signature: Uint8Array },
  validators: readonly Validator[],
  crypto: Crypto,
): string | null {
  return refusedSignature("vote", vote, voteDigest(vote, crypto), validators, crypto);
}

/** @returns null, or why the block is not final by it */
export function verifyCertificate(
  certificate: ChainCertificate,
  block: Omit<VoteSubject, "turn">,
  validators: readonly Validator[],
  crypto: Crypto,
): string | null {
  const count = { validators: validators.length, quorum: quorumOf(validators.length) };
  return refusedSeals(certificate, block.hash, count, (seal) =>
    verifyVote({ ...block, ...seal, turn: certificate.turn }, validators, crypto),
  );
}
