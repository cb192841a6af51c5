/**
 * Seals of proof of authority: the proposer signs the block, every validator votes for what it accepts, and votes of one
 * turn by a quorum make the certificate. Digests are separated by domain, and a vote names its chain, so that no signature
 * can be replayed as another. Refusals are values: null means accepted.
 */
import { equalBytes, to0x } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { addressOf } from "../address";
import { blockHash, CHAINGLASS_POA } from "../block-hash";
import { DecodeError } from "../errors";
import { encodeHeader, type Header } from "../header";
import { decodePoaExtra, encodePoaExtra, type PoaExtra } from "../poa-extra";
import { encodeInteger, encodeRlp } from "../rlp";
import type { ChainCertificate } from "../types";
import { quorumOf } from "./quorum";

export interface PoaValidator {
  readonly id: string;
  /** 20 bytes. */
  readonly address: Uint8Array;
}

/** What a vote is given for. */
export interface VoteSubject {
  readonly chainId: number;
  readonly genesisHash: Uint8Array;
  readonly turn: number;
  readonly height: number;
  readonly hash: Uint8Array;
}

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const PROPOSAL_DOMAIN = ascii("chainglass/poa/proposal/v1");
const VOTE_DOMAIN = ascii("chainglass/poa/vote/v1");

export function proposalDigest(hash: Uint8Array, crypto: Crypto): Uint8Array {
  return crypto.keccak256(encodeRlp([PROPOSAL_DOMAIN, hash]));
}

export function voteDigest(subject: VoteSubject, crypto: Crypto): Uint8Array {
  const { chainId, genesisHash, turn, height, hash } = subject;
  return crypto.keccak256(
    encodeRlp([VOTE_DOMAIN, encodeInteger(chainId), genesisHash, encodeInteger(turn), encodeInteger(height), hash]),
  );
}

/** @returns the header with its seal, and the block's hash, which the seal does not change */
export function sealBlock(
  header: Header,
  privateKey: Uint8Array,
  crypto: Crypto,
): { header: Header; hash: Uint8Array } {
  const hash = blockHash(CHAINGLASS_POA, encodeHeader(header), crypto);
  const seal = crypto.sign(proposalDigest(hash, crypto), privateKey);
  const extra: PoaExtra = { ...decodePoaExtra(header.extraData), seal };
  return { header: { ...header, extraData: encodePoaExtra(extra) }, hash };
}

/** @returns null, or why the seal is refused */
export function verifyProposerSeal(
  header: Header,
  hash: Uint8Array,
  validators: readonly PoaValidator[],
  crypto: Crypto,
): string | null {
  if (validators.length === 0) return "no validators are known to check the seal against";
  const extra = extraOf(header);
  if (typeof extra === "string") return extra;
  if (extra.seal.length === 0) return "the block is not sealed";
  const expected = validators[extra.turn % validators.length];
  const signer = signerOf(proposalDigest(hash, crypto), extra.seal, crypto);
  if (signer === null || expected === undefined) return "the seal is no valid signature";
  if (!equalBytes(signer, expected.address)) {
    const who = validators.find((validator) => equalBytes(validator.address, signer));
    return `sealed by ${who?.id ?? to0x(signer)}, but ${expected.id} is in turn ${extra.turn}`;
  }
  if (!equalBytes(header.coinbase, expected.address))
    return `the coinbase is ${to0x(header.coinbase)}, expected the proposer's address ${to0x(expected.address)}`;
  return null;
}

/** @param validator the id or address of whoever claims to have voted. @returns null, or why the vote is refused */
export function verifyVote(
  vote: VoteSubject & { readonly validator: string | Uint8Array; readonly signature: Uint8Array },
  validators: readonly PoaValidator[],
  crypto: Crypto,
): string | null {
  const { validator } = vote;
  const name = typeof validator === "string" ? validator : to0x(validator);
  const known = validators.find((each) =>
    typeof validator === "string" ? each.id === validator : equalBytes(each.address, validator),
  );
  if (!known) return `${name} is no validator`;
  const signer = signerOf(voteDigest(vote, crypto), vote.signature, crypto);
  if (signer === null) return `the vote of ${known.id} carries no valid signature`;
  return equalBytes(signer, known.address) ? null : `the vote of ${known.id} was signed by ${to0x(signer)}`;
}

/** Every seal has to be right, and at least a quorum of different validators must have given one. */
export function verifyCertificate(
  certificate: ChainCertificate,
  block: {
    readonly chainId: number;
    readonly genesisHash: Uint8Array;
    readonly height: number;
    readonly hash: Uint8Array;
  },
  validators: readonly PoaValidator[],
  crypto: Crypto,
): string | null {
  if (!equalBytes(certificate.blockHash, block.hash)) return `the certificate is for ${to0x(certificate.blockHash)}`;
  if (certificate.seals.length > validators.length)
    return `${certificate.seals.length} seals, but there are ${validators.length} validators`;
  const seen = new Set<string>();
  for (const seal of certificate.seals) {
    const vote = { ...block, turn: certificate.turn, validator: seal.validator, signature: seal.signature };
    const refusal = verifyVote(vote, validators, crypto);
    if (refusal) return refusal;
    seen.add(to0x(seal.validator));
  }
  const quorum = quorumOf(validators.length);
  return seen.size >= quorum
    ? null
    : `${seen.size} of ${validators.length} validators have signed, ${quorum} are needed`;
}

function signerOf(digest: Uint8Array, signature: Uint8Array, crypto: Crypto): Uint8Array | null {
  if (signature.length !== 65) return null;
  const publicKey = crypto.recoverPublicKey(digest, signature);
  return publicKey && addressOf(publicKey, crypto);
}

function extraOf(header: Header): PoaExtra | string {
  try {
    return decodePoaExtra(header.extraData);
  } catch (error) {
    if (error instanceof DecodeError) return error.detail;
    throw error;
  }
}
