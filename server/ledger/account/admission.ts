/**
 * Whether a transaction may be offered to a block at all, whatever the state: its form, type, chain, signature and the gas
 * that it costs before any execution. Keeps what it has recovered for a while, because a transaction passes here when it is
 * admitted, when a block is built and when one is checked.
 */
import type { Common } from "@ethereumjs/common";
import { createTxFromRLP, type TypedTransaction } from "@ethereumjs/tx";
import { LRUCache } from "lru-cache";
import { type Crypto, DecodeError, decodeTransaction } from "#server/chain";
import { toHex } from "#server/lib/bytes";
import type { Recovered, RejectionCode } from "../interface";
import { TYPES_ADMITTED } from "./rules";

/** About two thousand transactions, what the next blocks will hold under load; others are recovered again when executed. */
const REMEMBERED_BYTES_MAX = 8 * 1024 * 1024;
/** A decoded transaction takes a few kilobytes beside its own. */
const REMEMBERED_OVERHEAD_BYTES = 4_096;

/** What Ethereum's pools take at most. */
const TRANSACTION_BYTES_MAX = 131_072;

/** EIP-3860. */
const INIT_CODE_BYTES_MAX = 49_152;

export type Admitted = (Extract<Recovered, { ok: true }> & { readonly tx: TypedTransaction }) | Refused;
export type Refused = Extract<Recovered, { ok: false }>;

export class Admission {
  private readonly remembered = new LRUCache<string, Admitted>({ maxSize: REMEMBERED_BYTES_MAX });

  constructor(
    private readonly common: Common,
    private readonly gasLimit: bigint,
    private readonly crypto: Crypto,
  ) {}

  admit(raw: Uint8Array): Admitted {
    const hash = this.crypto.keccak256(raw);
    const key = toHex(hash);
    const known = this.remembered.get(key);
    if (known) return known;
    const admitted = this.examine(raw, hash);
    this.remembered.set(key, admitted, { size: raw.length + REMEMBERED_OVERHEAD_BYTES });
    return admitted;
  }

  private examine(raw: Uint8Array, hash: Uint8Array): Admitted {
    const refuse = (code: RejectionCode, reason: string): Refused => ({ ok: false, hash, code, reason });
    const first = raw[0] ?? 0;
    const type = first >= 0xc0 ? 0 : first;
    if (raw.length === 0) return refuse("malformed", "no bytes");
    if (raw.length > TRANSACTION_BYTES_MAX)
      return refuse("inputTooLarge", `${raw.length} bytes, at most ${TRANSACTION_BYTES_MAX}`);
    if (first < 0xc0 && (first === 0 || !TYPES_ADMITTED.includes(type)))
      return refuse("typeNotSupported", typeReason(type));
    try {
      // Shape only: the sender is recovered below, once.
      const shape = decodeTransaction(raw, { hash, sender: new Uint8Array(20) }, this.crypto);
      if (shape.chainId === null) return refuse("wrongChain", "signed without a chain id (EIP-155)");
      if (BigInt(shape.chainId) !== this.common.chainId())
        return refuse("wrongChain", `signed for chain ${shape.chainId}, this is ${this.common.chainId()}`);
      if (shape.recipient === null && shape.input.length > INIT_CODE_BYTES_MAX)
        return refuse(
          "inputTooLarge",
          `${shape.input.length} bytes of code, at most ${INIT_CODE_BYTES_MAX} (EIP-3860)`,
        );
      if ((shape.maxPriorityFeePerGas ?? 0n) > (shape.maxFeePerGas ?? shape.maxPriorityFeePerGas ?? 0n))
        return refuse("malformed", "maxPriorityFeePerGas is above maxFeePerGas");
      if (shape.gasLimit > this.gasLimit)
        return refuse("gasLimitTooHigh", `gas limit ${shape.gasLimit}, a block has ${this.gasLimit}`);
      const tx = createTxFromRLP(raw.slice(), { common: this.common });
      const intrinsic = tx.getIntrinsicGas();
      if (shape.gasLimit < intrinsic)
        return refuse("gasLimitTooLow", `gas limit ${shape.gasLimit}, it costs at least ${intrinsic}`);
      const sender = senderOf(tx);
      if (!sender) return refuse("signatureInvalid", "the signature fits no key");
      return { ok: true, tx, transaction: { ...decodeTransaction(raw, { hash, sender }, this.crypto), sender } };
    } catch (error) {
      if (error instanceof DecodeError) return refuse("malformed", error.detail);
      return refuse("malformed", libraryReason(error));
    }
  }
}

function senderOf(tx: TypedTransaction): Uint8Array | null {
  try {
    return tx.getSenderAddress().bytes;
  } catch {
    return null;
  }
}

function typeReason(type: number): string {
  if (type === 3) return "blob transactions (type 3) are not taken: this chain has no blobs";
  if (type === 4) return "authorization transactions (type 4) are not taken: this chain runs Cancun's rules";
  if (type === 0) return "a leading 0 is no transaction: those of type 0 (legacy) are plain RLP lists";
  return `type ${type} is not known; types 0, 1 and 2 are taken`;
}

/** The library's message without the context that it appends. */
export function libraryReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \((?:vm hf|tx type|block number)=.*$/s, "");
}
