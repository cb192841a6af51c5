/** The Merkle roots that a header commits to, and the size of the block that the header heads. */
import type { Crypto } from "#server/lib/crypto";
import { encodeReceipt } from "./receipt";
import { asList, decodeRlp, encodeRlp, type RlpItem } from "./rlp";
import { orderedRoot } from "./trie/build";
import type { ChainBlock, ChainReceipt } from "./types";

export function transactionsRoot(raws: readonly Uint8Array[], crypto: Crypto): Uint8Array {
  return orderedRoot(raws, crypto);
}

export function receiptsRoot(receipts: readonly ChainReceipt[], crypto: Crypto): Uint8Array {
  return orderedRoot(receipts.map(encodeReceipt), crypto);
}

/** @param withdrawals RLP list. @throws DecodeError */
export function withdrawalsRoot(withdrawals: Uint8Array, crypto: Crypto): Uint8Array {
  const list = asList(decodeRlp(withdrawals, "withdrawals"), "withdrawals");
  return orderedRoot(list.map(encodeRlp), crypto);
}

/** @param uncles RLP headers. @throws DecodeError */
export function unclesHash(uncles: readonly Uint8Array[], crypto: Crypto): Uint8Array {
  return crypto.keccak256(encodeRlp(uncles.map((uncle, index) => decodeRlp(uncle, `uncles[${index}]`))));
}

/** Bytes of the block as devp2p sends it: RLP([header, transactions, uncles, withdrawals?]). @throws DecodeError */
export function blockSize(block: Pick<ChainBlock, "header" | "transactions" | "uncles" | "withdrawals">): number {
  const { header, transactions, uncles, withdrawals } = block;
  const parts: RlpItem[] = [
    decodeRlp(header, "header"),
    // A legacy transaction stands in the list as the list it is, an envelope as bytes.
    transactions.map(({ raw }, index) => ((raw[0] ?? 0) >= 0xc0 ? decodeRlp(raw, `transactions[${index}]`) : raw)),
    uncles.map((uncle, index) => decodeRlp(uncle, `uncles[${index}]`)),
  ];
  if (withdrawals) parts.push(decodeRlp(withdrawals, "withdrawals"));
  return encodeRlp(parts).length;
}
