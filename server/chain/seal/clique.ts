/**
 * Clique's seals (EIP-225): 32 bytes of vanity, at checkpoints the signers, and 65 bytes of signature in the extra data. The
 * signature covers the header without it. Who may sign depends on votes since genesis: `AuthoritySet` walks them.
 */
import { equalBytes, to0x } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { addressOf } from "../address";
import { DecodeError } from "../errors";
import { encodeHeader, type Header } from "../header";
import { failed, notApplicable, notGiven } from "../verify/findings";
import type { CheckResult } from "../verify/types";

const VANITY_BYTES = 32;
const SEAL_BYTES = 65;
const ADDRESS_BYTES = 20;
const IN_TURN = 2n;
const OUT_OF_TURN = 1n;

/** The signers that a checkpoint or genesis lists; none elsewhere. @throws DecodeError wrongLength */
export function cliqueSigners({ extraData }: Header): Uint8Array[] {
  const length = extraData.length - VANITY_BYTES - SEAL_BYTES;
  if (length < 0 || length % ADDRESS_BYTES !== 0)
    throw new DecodeError("wrongLength", `extraData: ${extraData.length} bytes, expected 97 and 20 for each signer`);
  return Array.from({ length: length / ADDRESS_BYTES }, (_, index) => {
    const start = VANITY_BYTES + index * ADDRESS_BYTES;
    return extraData.subarray(start, start + ADDRESS_BYTES);
  });
}

/** What is signed. */
export function cliqueDigest(header: Header, crypto: Crypto): Uint8Array {
  return crypto.keccak256(encodeHeader({ ...header, extraData: header.extraData.subarray(0, -SEAL_BYTES) }));
}

/** Null where the signature fits no key. @throws DecodeError wrongLength */
export function cliqueSigner(header: Header, crypto: Crypto): Uint8Array | null {
  cliqueSigners(header);
  const key = crypto.recoverPublicKey(cliqueDigest(header, crypto), header.extraData.subarray(-SEAL_BYTES));
  return key && addressOf(key, crypto);
}

/** @param signers of this block, in ascending order; empty where they are not known. @throws DecodeError */
export function checkClique(header: Header, signers: readonly Uint8Array[], crypto: Crypto): CheckResult {
  if (header.number === 0) return notApplicable("genesis is agreed upon, not sealed");
  if (header.difficulty === 0n) return notApplicable("proof of stake: the block carries no seal of its own");
  const signer = cliqueSigner(header, crypto);
  if (!signer) return failed("the seal is no valid signature");
  const who = `sealed by ${to0x(signer)}`;
  const malformed = malformation(header);
  if (malformed) return failed(`${who}, but ${malformed}`);
  if (signers.length === 0)
    return {
      ...notGiven(`${who}; who may sign is not known, as the range begins between checkpoints`),
      computed: to0x(signer),
    };
  const position = signers.findIndex((each) => equalBytes(each, signer));
  const known = signers.map(to0x).join(", ");
  if (position === -1)
    return {
      ...failed(`${who}, who is not one of the ${signers.length} signers`),
      stated: known,
      computed: to0x(signer),
    };
  const due = header.number % signers.length === position ? IN_TURN : OUT_OF_TURN;
  const turn = `${who}, ${due === IN_TURN ? "in turn" : "out of turn"} among ${signers.length} signers`;
  if (header.difficulty !== due)
    return { ...failed(`${turn}: difficulty`), stated: String(header.difficulty), computed: String(due) };
  return { status: "ok", stated: known, computed: to0x(signer), detail: `${turn}, difficulty ${due}` };
}

function malformation(header: Header): string | null {
  const { difficulty, mixHash, nonce, coinbase } = header;
  if (difficulty !== IN_TURN && difficulty !== OUT_OF_TURN) return `its difficulty is ${difficulty}, expected 1 or 2`;
  if (mixHash.some((byte) => byte !== 0)) return `its mix hash is ${to0x(mixHash)}, expected zeros`;
  if (voteOf(nonce) === null) return `its nonce is ${to0x(nonce)}, expected all zeros or all ones`;
  if (cliqueSigners(header).length > 0 && (coinbase.some((byte) => byte !== 0) || nonce[0] !== 0))
    return "it is a checkpoint, and votes";
  return null;
}

/** True: to add; false: to drop; null: no vote that the rules know. */
export function voteOf(nonce: Uint8Array): boolean | null {
  if (nonce.every((byte) => byte === 0)) return false;
  return nonce.every((byte) => byte === 0xff) ? true : null;
}
