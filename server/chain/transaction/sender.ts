/** Who signed a transaction (EIP-155, EIP-2718): the signing digest, the forms of `v`, and recovery. */
import { fromHex } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { addressOf } from "../address";
import { encodeInteger, encodeRlp, type RlpItem } from "../rlp";

/** Half the order of the curve: EIP-2 allows no s above it. */
const S_MAX = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

export interface TransactionSignature {
  readonly v: bigint;
  readonly r: bigint;
  readonly s: bigint;
}

/** Of a legacy transaction. Null: 27 or 28, which name no chain, or a chain id beyond 2^53. */
export function chainIdOfV(v: bigint): number | null {
  if (v < 35n) return null;
  const chainId = (v - 35n) / 2n;
  return chainId <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(chainId) : null;
}

/** What was signed. @param items the transaction's fields, the signature included */
function signingDigest(type: number, items: readonly RlpItem[], v: bigint, crypto: Crypto): Uint8Array {
  const fields = items.slice(0, -3);
  if (type === 0) {
    const empty = new Uint8Array(0);
    return crypto.keccak256(encodeRlp(v < 35n ? fields : [...fields, encodeInteger((v - 35n) / 2n), empty, empty]));
  }
  const body = encodeRlp(fields);
  const message = new Uint8Array(1 + body.length);
  message[0] = type;
  message.set(body, 1);
  return crypto.keccak256(message);
}

function parityOf(type: number, v: bigint): number | null {
  if (type !== 0) return v <= 1n ? Number(v) : null;
  if (v === 27n || v === 28n) return Number(v - 27n);
  return v >= 35n ? Number((v - 35n) % 2n) : null;
}

/** Null where the signature fits no key. Transactions older than EIP-155 may carry a high s: Frontier allowed it. */
export function recoverSender(
  type: number,
  items: readonly RlpItem[],
  { v, r, s }: TransactionSignature,
  crypto: Crypto,
): Uint8Array | null {
  const parity = parityOf(type, v);
  const predatesEip155 = type === 0 && v < 35n;
  if (parity === null || (s > S_MAX && !predatesEip155)) return null;
  const signature = new Uint8Array(65);
  signature.set(word(r), 0);
  signature.set(word(s), 32);
  signature[64] = parity;
  const publicKey = crypto.recoverPublicKey(signingDigest(type, items, v, crypto), signature);
  return publicKey && addressOf(publicKey, crypto);
}

function word(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(64, "0"));
}
