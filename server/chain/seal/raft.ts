/**
 * Seals of Raft: the leader signs the block that it puts into the log, voters acknowledge what they hold durably, and
 * acknowledgements of a majority make the certificate. They count only in the term in which the block was made: a block of an
 * older term may be replaced even where a majority holds it (Raft paper, 5.4.2 and figure 8), until a descendant is certified.
 * Refusals are values: null means accepted.
 */
import { equalBytes, to0x } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { CHAINGLASS_RAFT } from "../block-hash";
import type { Header } from "../header";
import { encodeInteger, encodeRlp } from "../rlp";
import type { ChainCertificate } from "../types";
import { majorityOf } from "./quorum";
import { domain, readProposal, refusedCoinbase, refusedSeals, refusedSignature, type Validator } from "./signed";

/** What an acknowledgement is given for. */
export interface AcknowledgementSubject {
  readonly chainId: number;
  readonly genesisHash: Uint8Array;
  /** Of the acknowledgement; in a certificate it must be the block's own. */
  readonly term: number;
  readonly height: number;
  readonly hash: Uint8Array;
}

const ACKNOWLEDGEMENT_DOMAIN = domain("chainglass/raft/acknowledgement/v1");

export function acknowledgementDigest(subject: AcknowledgementSubject, crypto: Crypto): Uint8Array {
  const { chainId, genesisHash, term, height, hash } = subject;
  const numbers = [encodeInteger(term), encodeInteger(height)];
  return crypto.keccak256(encodeRlp([ACKNOWLEDGEMENT_DOMAIN, encodeInteger(chainId), genesisHash, ...numbers, hash]));
}

/** Any validator may have led the term; that nobody else did is the engine's promise. @returns null, or why it is refused */
export function verifyRaftProposer(
  header: Header,
  hash: Uint8Array,
  validators: readonly Validator[],
  crypto: Crypto,
): string | null {
  if (validators.length === 0) return "no validators are known to check the seal against";
  const proposal = readProposal(header, hash, crypto, CHAINGLASS_RAFT);
  if (typeof proposal === "string") return proposal;
  const { signer, extra } = proposal;
  if (extra.turn === 0) return "the term is 0, which only genesis has";
  if (!validators.some(({ address }) => equalBytes(address, signer)))
    return `sealed by ${to0x(signer)}, who is none of the ${validators.length} validators`;
  return refusedCoinbase(header, signer);
}

/** @param acknowledgement with the id or address of whoever claims to have given it. @returns null, or why it is refused */
export function verifyAcknowledgement(
  acknowledgement: AcknowledgementSubject & {
    readonly validator: string | Uint8Array;
    readonly signature: Uint8Array;
  },
  validators: readonly Validator[],
  crypto: Crypto,
): string | null {
  const digest = acknowledgementDigest(acknowledgement, crypto);
  return refusedSignature("acknowledgement", acknowledgement, digest, validators, crypto);
}

/**
 * For exactly this block; a descendant's certificate, which makes it final too, is the caller's to follow up.
 * @param subject its `term` is the block's own
 * @param validators the voters as of this block
 * @returns null, or why the block is not final by it
 */
export function verifyRaftCertificate(
  certificate: ChainCertificate,
  subject: AcknowledgementSubject,
  validators: readonly Validator[],
  crypto: Crypto,
): string | null {
  if (equalBytes(certificate.blockHash, subject.hash) && certificate.turn !== subject.term)
    return `acknowledged in term ${certificate.turn}, but the block is of term ${subject.term}: only its own term counts`;
  const count = { validators: validators.length, quorum: majorityOf(validators.length) };
  return refusedSeals(certificate, subject.hash, count, (seal) =>
    verifyAcknowledgement({ ...subject, ...seal }, validators, crypto),
  );
}
