/** stub */
import type { Crypto } from "#server/lib/crypto";
import type { ChainBlock } from "../types";

export function blockFromJsonRpc(_block: unknown, _receipts: unknown | null, _crypto: Crypto): ChainBlock {
  throw new Error("pending");
}
