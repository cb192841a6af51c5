/** A Bitcoin block from its bytes: the header, and where each transaction begins and ends, which nothing but reading tells. */
import { concatBytes } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { DecodeError } from "../errors";
import { hashOf, Reader } from "./bytes";
import { UTXO_HEADER_BYTES } from "./header";

/** A transaction takes at least 60 bytes, a block at most 4 MB: no count beyond this can be true. */
const TRANSACTIONS_MAX = 100_000;

export interface UtxoBlockParts {
  /** 80 bytes. */
  readonly header: Uint8Array;
  readonly transactions: Uint8Array[];
}

/** @returns views into the input. @throws DecodeError where bytes are missing, left over or malformed */
export function splitUtxoBlock(bytes: Uint8Array): UtxoBlockParts {
  const reader = new Reader(bytes);
  const header = reader.take(UTXO_HEADER_BYTES, "header");
  const count = reader.compactSize("number of transactions");
  if (count === 0 || count > TRANSACTIONS_MAX)
    throw new DecodeError("wrongFieldCount", `${count} transactions, expected 1 to ${TRANSACTIONS_MAX}`);
  const transactions: Uint8Array[] = [];
  for (let index = 0; index < count; index++) {
    const start = reader.at;
    skipTransaction(reader, `transactions[${index}]`);
    transactions.push(bytes.subarray(start, reader.at));
  }
  if (reader.left > 0) throw new DecodeError("truncated", `${reader.left} bytes after the last transaction`);
  return { header, transactions };
}

/** The txid alone, in display order, without reading inputs and outputs apart. @throws DecodeError */
export function utxoTransactionId(raw: Uint8Array, crypto: Crypto): Uint8Array {
  const witnessesAt = skipTransaction(new Reader(raw), "transaction");
  if (witnessesAt === null) return hashOf(raw, crypto);
  return hashOf(concatBytes([raw.subarray(0, 4), raw.subarray(6, witnessesAt), raw.subarray(raw.length - 4)]), crypto);
}

/** @returns where the witnesses begin; null where there are none */
function skipTransaction(reader: Reader, what: string): number | null {
  reader.skip(4, what);
  const witnesses = reader.bytes[reader.at] === 0 && reader.bytes[reader.at + 1] === 1;
  if (witnesses) reader.skip(2, what);
  const inputs = reader.compactSize(`${what}.inputs`);
  for (let index = 0; index < inputs; index++) {
    reader.skip(36, what);
    reader.skip(reader.compactSize(what) + 4, `${what}.inputs[${index}]`);
  }
  const outputs = reader.compactSize(`${what}.outputs`);
  for (let index = 0; index < outputs; index++) {
    reader.skip(8, what);
    reader.skip(reader.compactSize(what), `${what}.outputs[${index}]`);
  }
  const witnessesAt = reader.at;
  for (let index = 0; witnesses && index < inputs; index++) {
    const items = reader.compactSize(`${what}.witness`);
    for (let item = 0; item < items; item++) reader.skip(reader.compactSize(what), `${what}.witness[${index}]`);
  }
  reader.skip(4, `${what}.lockTime`);
  return witnesses ? witnessesAt : null;
}
