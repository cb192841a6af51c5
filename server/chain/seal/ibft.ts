/**
 * Seals of IBFT 1 (Istanbul BFT, EIP-650, as Quorum and Besu speak it): behind 32 bytes of vanity the extra data is
 * RLP([validators, proposer's seal, committed seals]). Committed seals differ from node to node, so the block's hash leaves
 * them out; the proposer's seal covers the header without either; a committed seal covers the hash and a byte 2.
 */
import { equalBytes, to0x } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { addressOf } from "../address";
import { DecodeError } from "../errors";
import { encodeHeader, type Header } from "../header";
import { asBytes, asList, asListOf, decodeRlp, encodeRlp } from "../rlp";
import { failed, notApplicable } from "../verify/findings";
import type { CheckResult } from "../verify/types";

const VANITY_BYTES = 32;
const COMMIT = 2;
const EMPTY = new Uint8Array(0);

/** The mix hash of every block: keccak256 of "Istanbul practical byzantine fault tolerance". */
export const ISTANBUL_MIX_HASH = "63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365";

export interface IbftExtra {
  readonly vanity: Uint8Array;
  readonly validators: readonly Uint8Array[];
  /** 65 bytes; empty in genesis. */
  readonly proposerSeal: Uint8Array;
  readonly committedSeals: readonly Uint8Array[];
}

/** @throws DecodeError */
export function decodeIbftExtra(extraData: Uint8Array): IbftExtra {
  if (extraData.length < VANITY_BYTES)
    throw new DecodeError("wrongLength", `extraData: ${extraData.length} bytes, expected more than ${VANITY_BYTES}`);
  const items = asListOf(decodeRlp(extraData.subarray(VANITY_BYTES), "extraData"), [3], "extraData");
  return {
    vanity: extraData.subarray(0, VANITY_BYTES),
    validators: asList(items[0], "extraData.validators").map((each) => asBytes(each, "extraData.validators", [20])),
    proposerSeal: asBytes(items[1], "extraData.proposerSeal", [0, 65]),
    committedSeals: asList(items[2], "extraData.seals").map((each) => asBytes(each, "extraData.seals", [65])),
  };
}

export function encodeIbftExtra({ vanity, validators, proposerSeal, committedSeals }: IbftExtra): Uint8Array {
  return Uint8Array.from([...vanity, ...encodeRlp([[...validators], proposerSeal, [...committedSeals]])]);
}

/** @throws DecodeError */
export function ibftBlockHash(header: Header, crypto: Crypto): Uint8Array {
  const extra = decodeIbftExtra(header.extraData);
  return crypto.keccak256(encodeHeader({ ...header, extraData: encodeIbftExtra({ ...extra, committedSeals: [] }) }));
}

/** Who proposed; null where the seal fits no key. The digest is hashed once more, as the first implementation did. */
export function ibftProposer(header: Header, crypto: Crypto): Uint8Array | null {
  const extra = { ...decodeIbftExtra(header.extraData), committedSeals: [] };
  const unsealed = { ...header, extraData: encodeIbftExtra({ ...extra, proposerSeal: EMPTY }) };
  return recover(crypto.keccak256(encodeHeader(unsealed)), extra.proposerSeal, crypto);
}

function recover(message: Uint8Array, seal: Uint8Array, crypto: Crypto): Uint8Array | null {
  const signature = Uint8Array.from(seal);
  // Some write the recovery id as 27 or 28.
  if ((signature[64] ?? 0) >= 27) signature[64] = (signature[64] ?? 0) - 27;
  const key = signature.length === 65 ? crypto.recoverPublicKey(crypto.keccak256(message), signature) : null;
  return key && addressOf(key, crypto);
}

/** @param authorities walked from genesis; empty where they are not known. @throws DecodeError */
export function checkIbft(header: Header, authorities: readonly Uint8Array[], crypto: Crypto): CheckResult {
  if (header.number === 0) return notApplicable("genesis is agreed upon, not sealed");
  const { validators, committedSeals } = decodeIbftExtra(header.extraData);
  const isOne = (address: Uint8Array) => validators.some((each) => equalBytes(each, address));
  if (authorities.length > 0 && (authorities.length !== validators.length || !authorities.every(isOne)))
    return {
      ...failed("the header names other validators than the votes since genesis have made"),
      stated: validators.map(to0x).join(", "),
      computed: authorities.map(to0x).join(", "),
    };
  const proposer = ibftProposer(header, crypto);
  if (!proposer) return failed("the proposer's seal is no valid signature");
  if (!isOne(proposer)) return failed(`proposed by ${to0x(proposer)}, who is no validator`);
  const message = Uint8Array.from([...ibftBlockHash(header, crypto), COMMIT]);
  const committed = new Set<string>();
  for (const [index, seal] of committedSeals.entries()) {
    const signer = recover(message, seal, crypto);
    if (!signer || !isOne(signer))
      return failed(
        `committed seal ${index}: ${signer ? `by ${to0x(signer)}, who is no validator` : "no valid signature"}`,
      );
    if (committed.has(to0x(signer))) return failed(`committed seal ${index}: a second one of ${to0x(signer)}`);
    committed.add(to0x(signer));
  }
  const quorum = Math.ceil((2 * validators.length) / 3);
  const votes = `${committed.size} of ${validators.length} validators have committed, ${quorum} are needed`;
  if (committed.size < quorum) return failed(votes);
  const from = authorities.length > 0 ? "" : "; the validators are those that the header names";
  return { status: "ok", detail: `proposed by ${to0x(proposer)}; ${votes}${from}` };
}
