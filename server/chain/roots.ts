/** stub */
import type { Crypto } from "#server/lib/crypto";
import type { ChainReceipt } from "./types";

export function transactionsRoot(_raws: readonly Uint8Array[], _crypto: Crypto): Uint8Array {
  throw new Error("pending");
}
export function receiptsRoot(_receipts: readonly ChainReceipt[], _crypto: Crypto): Uint8Array {
  throw new Error("pending");
}
