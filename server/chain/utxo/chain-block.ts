/** A block of a utxo ledger from its bytes. Its height stands nowhere in it before BIP-34: whoever links blocks knows it. */
import type { Crypto } from "#server/lib/crypto";
import type { ChainBlock } from "../types";
import { splitUtxoBlock } from "./block";
import { decodeUtxoHeader, utxoBlockHash } from "./header";

/** @throws DecodeError */
export function blockFromUtxoBytes(bytes: Uint8Array, height: number, crypto: Crypto): ChainBlock {
  const { header, transactions } = splitUtxoBlock(bytes);
  const { parentHash, timestamp } = decodeUtxoHeader(header);
  return {
    hash: utxoBlockHash(header, crypto),
    height,
    parentHash,
    time: new Date(timestamp * 1000),
    header,
    transactions: transactions.map((raw) => ({ raw })),
    receipts: [],
    unavailable: [],
    size: bytes.length,
    final: false,
    discrepancies: [],
    uncles: [],
  };
}
