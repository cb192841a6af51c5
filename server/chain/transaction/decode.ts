/** stub */
import type { Crypto } from "#server/lib/crypto";
import type { DecodedTransaction } from "./types";

export function decodeTransaction(
  _raw: Uint8Array,
  _known: { hash?: Uint8Array | undefined; sender?: Uint8Array | undefined },
  _crypto: Crypto,
): DecodedTransaction {
  throw new Error("pending");
}
