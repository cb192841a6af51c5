/** A transaction's bytes from its JSON-RPC form, which states every field of it and some of them twice. */
import type { Crypto } from "#server/lib/crypto";
import { DecodeError } from "../errors";
import type { Header } from "../header";
import { encodeInteger, encodeRlp, type RlpItem } from "../rlp";
import { decodeTransaction } from "../transaction/decode";
import { effectiveGasPrice } from "../transaction/fees";
import { LAYOUTS } from "../transaction/layout";
import type { DecodedTransaction } from "../transaction/types";
import type { ChainTransaction } from "../types";
import type { Discrepancies } from "./discrepancies";
import { asArray, asData, type Fields, fieldsOf } from "./read";

export interface ReadTransaction {
  readonly transaction: ChainTransaction;
  /** With hash and sender as stated; the verification recomputes both. */
  readonly decoded: DecodedTransaction;
}

export interface BlockContext {
  readonly hash: Uint8Array;
  readonly header: Header;
  readonly crypto: Crypto;
  readonly discrepancies: Discrepancies;
}

/** @throws DecodeError with the field's path */
export function transactionFromJson(json: unknown, index: number, context: BlockContext): ReadTransaction {
  const path = `transactions[${index}]`;
  if (typeof json === "string")
    throw new DecodeError("wrongJson", `${path}: expected a whole transaction, met a hash only`);
  const fields = fieldsOf(json, path);
  const type = fields.has("type") ? fields.number("type") : 0;
  const layout = LAYOUTS[type];
  if (!layout) throw new DecodeError("unknownTransactionType", `${path}.type: ${type}, expected 0 to 4`);
  const body = encodeRlp(layout.fields.map((name) => rlpField(fields, name, type)));
  const raw = type === 0 ? body : Uint8Array.from([type, ...body]);
  const hash = fields.data("hash", 32);
  const sender = fields.data("from", 20);
  const decoded = decodeTransaction(raw, { hash, sender }, context.crypto);
  compareTwice(fields, index, decoded, context);
  return { transaction: { raw, hash, sender }, decoded };
}

function rlpField(fields: Fields, name: string, type: number): RlpItem {
  switch (name) {
    case "to":
      return fields.dataOrNull("to", 20) ?? new Uint8Array(0);
    case "input":
      return fields.data(fields.has("input") ? "input" : "data");
    case "v":
      return encodeInteger(fields.quantity(type > 0 && fields.has("yParity") ? "yParity" : "v"));
    case "accessList":
      return accessList(fields);
    case "blobVersionedHashes":
      return fields.list(name).map((hash, index) => asData(hash, `${fields.path}.${name}[${index}]`, 32));
    case "authorizationList":
      return fields.list(name).map((each, index) => authorization(fieldsOf(each, `${fields.path}.${name}[${index}]`)));
    default:
      return encodeInteger(fields.quantity(name));
  }
}

function accessList(fields: Fields): RlpItem {
  return fields.list("accessList").map((json, index) => {
    const item = fieldsOf(json, `${fields.path}.accessList[${index}]`);
    const keys = asArray(item.json.storageKeys, `${item.path}.storageKeys`);
    return [item.data("address", 20), keys.map((key, at) => asData(key, `${item.path}.storageKeys[${at}]`, 32))];
  });
}

function authorization(fields: Fields): RlpItem {
  const integer = (name: string) => encodeInteger(fields.quantity(name));
  const parity = integer(fields.has("yParity") ? "yParity" : "v");
  return [integer("chainId"), fields.data("address", 20), integer("nonce"), parity, integer("r"), integer("s")];
}

function compareTwice(fields: Fields, index: number, decoded: DecodedTransaction, context: BlockContext): void {
  const { discrepancies, header, hash } = context;
  discrepancies.data("transactions", fields, "blockHash", hash);
  discrepancies.quantity("transactions", fields, "blockNumber", header.number);
  discrepancies.quantity("transactions", fields, "blockTimestamp", header.timestamp);
  discrepancies.quantity("transactions", fields, "transactionIndex", index);
  if (fields.has("data")) discrepancies.data("transactions", fields, "data", decoded.input);
  if (decoded.type === 0) {
    // Some sources give a chain id for transactions that were signed without one; that one is theirs, not the signature's.
    if (decoded.chainId !== null) discrepancies.quantity("senders", fields, "chainId", decoded.chainId);
  } else if (fields.has("yParity")) discrepancies.quantity("senders", fields, "v", fields.quantity("yParity"));
  if (decoded.gasPrice === null)
    discrepancies.quantity("transactions", fields, "gasPrice", effectiveGasPrice(decoded, header.baseFeePerGas));
}
