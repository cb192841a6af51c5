/** Receipts as their root commits to them (Yellow Paper 4.4.1, EIP-658, EIP-2718), and the bloom filter over their logs. */
import type { Crypto } from "#server/lib/crypto";
import { encodeInteger, encodeRlp } from "./rlp";
import type { ChainLog, ChainReceipt } from "./types";

const BLOOM_BYTES = 256;

export function encodeReceipt(receipt: ChainReceipt): Uint8Array {
  const { outcome, type } = receipt;
  const status =
    outcome?.$case === "postState"
      ? outcome.value
      : encodeInteger(outcome?.$case === "success" && outcome.value ? 1 : 0);
  const body = encodeRlp([
    status,
    encodeInteger(receipt.cumulativeGasUsed),
    receipt.logsBloom,
    receipt.logs.map((log) => [log.address, log.topics, log.data]),
  ]);
  if (type === 0) return body;
  const envelope = new Uint8Array(1 + body.length);
  envelope[0] = type;
  envelope.set(body, 1);
  return envelope;
}

/** Three bits of 2048 for each address and topic. */
export function bloomOf(logs: readonly ChainLog[], crypto: Crypto): Uint8Array {
  const bloom = new Uint8Array(BLOOM_BYTES);
  for (const log of logs)
    for (const item of [log.address, ...log.topics]) {
      const hash = crypto.keccak256(item);
      for (const at of [0, 2, 4]) {
        const bit = (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2047;
        const index = BLOOM_BYTES - 1 - (bit >> 3);
        bloom[index] = (bloom[index] ?? 0) | (1 << (bit & 7));
      }
    }
  return bloom;
}

/** The filter of a block, from those of its receipts. */
export function joinBlooms(blooms: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(BLOOM_BYTES);
  for (const bloom of blooms) for (const [index, byte] of bloom.entries()) joined[index] = (joined[index] ?? 0) | byte;
  return joined;
}
