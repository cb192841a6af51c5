/**
 * What the seals of our engines have in common: the proposer signs the block, others sign for it, and enough of those
 * signatures make a certificate. Which digest is signed and how many are enough is the engine's. Refusals are values: null
 * means accepted.
 */
import { equalBytes, to0x } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { addressOf } from "../address";
import { type OwnRules, ownBlockHash } from "../block-hash";
import { DecodeError } from "../errors";
import { decodeExtra, type Extra, encodeExtra } from "../extra";
import type { Header } from "../header";
import { encodeRlp } from "../rlp";
import type { ChainCertificate, ChainSeal } from "../types";

export interface Validator {
  readonly id: string;
  /** 20 bytes. */
  readonly address: Uint8Array;
}

/** Digests are separated by domain, so that no signature can be replayed as another. */
export const domain = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const PROPOSAL_DOMAINS: Readonly<Record<OwnRules, Uint8Array>> = {
  "chainglass-poa": domain("chainglass/poa/proposal/v1"),
  "chainglass-raft": domain("chainglass/raft/proposal/v1"),
};

export function proposalDigest(hash: Uint8Array, crypto: Crypto, rules: OwnRules): Uint8Array {
  return crypto.keccak256(encodeRlp([PROPOSAL_DOMAINS[rules], hash]));
}

/** @returns the header with its seal, and the block's hash, which the seal does not change */
export function sealBlock(
  header: Header,
  privateKey: Uint8Array,
  crypto: Crypto,
  rules: OwnRules,
): { header: Header; hash: Uint8Array } {
  const hash = ownBlockHash(header, crypto);
  const seal = crypto.sign(proposalDigest(hash, crypto, rules), privateKey);
  const extra: Extra = { ...decodeExtra(header.extraData), seal };
  return { header: { ...header, extraData: encodeExtra(extra) }, hash };
}

/** @returns who has sealed, and what stands in the extra data; or why that can't be told */
export function readProposal(
  header: Header,
  hash: Uint8Array,
  crypto: Crypto,
  rules: OwnRules,
): { readonly signer: Uint8Array; readonly extra: Extra } | string {
  const extra = extraOf(header);
  if (typeof extra === "string") return extra;
  if (extra.seal.length === 0) return "the block is not sealed";
  const signer = signerOf(proposalDigest(hash, crypto, rules), extra.seal, crypto);
  return signer ? { signer, extra } : "the seal is no valid signature";
}

export function refusedCoinbase(header: Header, proposer: Uint8Array): string | null {
  return equalBytes(header.coinbase, proposer)
    ? null
    : `the coinbase is ${to0x(header.coinbase)}, expected the proposer's address ${to0x(proposer)}`;
}

/**
 * @param what "vote" or "acknowledgement"
 * @param claim whoever says that he has signed, by id or address
 */
export function refusedSignature(
  what: string,
  claim: { readonly validator: string | Uint8Array; readonly signature: Uint8Array },
  digest: Uint8Array,
  validators: readonly Validator[],
  crypto: Crypto,
): string | null {
  const { validator } = claim;
  const name = typeof validator === "string" ? validator : to0x(validator);
  const known = validators.find((each) =>
    typeof validator === "string" ? each.id === validator : equalBytes(each.address, validator),
  );
  if (!known) return `${name} is no validator`;
  const signer = signerOf(digest, claim.signature, crypto);
  if (signer === null) return `the ${what} of ${known.id} carries no valid signature`;
  return equalBytes(signer, known.address) ? null : `the ${what} of ${known.id} was signed by ${to0x(signer)}`;
}

/** Every seal has to be right, and at least a quorum of different validators must have given one. */
export function refusedSeals(
  certificate: ChainCertificate,
  hash: Uint8Array,
  { validators, quorum }: { readonly validators: number; readonly quorum: number },
  refusalOf: (seal: ChainSeal) => string | null,
): string | null {
  if (!equalBytes(certificate.blockHash, hash)) return `the certificate is for ${to0x(certificate.blockHash)}`;
  if (certificate.seals.length > validators)
    return `${certificate.seals.length} seals, but there are ${validators} validators`;
  const seen = new Set<string>();
  for (const seal of certificate.seals) {
    const refusal = refusalOf(seal);
    if (refusal) return refusal;
    seen.add(to0x(seal.validator));
  }
  return seen.size >= quorum ? null : `${seen.size} of ${validators} validators have signed, ${quorum} are needed`;
}

function signerOf(digest: Uint8Array, signature: Uint8Array, crypto: Crypto): Uint8Array | null {
  if (signature.length !== 65) return null;
  const publicKey = crypto.recoverPublicKey(digest, signature);
  return publicKey && addressOf(publicKey, crypto);
}

function extraOf(header: Header): Extra | string {
  try {
    return decodeExtra(header.extraData);
  } catch (error) {
    if (error instanceof DecodeError) return error.detail;
    throw error;
  }
}
