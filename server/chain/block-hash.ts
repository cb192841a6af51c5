/** A block's hash, by the rules of its chain. Never a library's: some engines leave seals out of it. */
import type { Crypto } from "#server/lib/crypto";
import { DecodeError } from "./errors";
import { decodeHeader, encodeHeader, type Header } from "./header";
import { decodePoaExtra, encodePoaExtra } from "./poa-extra";

/** Names of the rules that this room knows, as a source's status gives them. */
export const CHAINGLASS_POA = "chainglass-poa";
export const ETHEREUM = "ethereum";

const EMPTY_SEAL = new Uint8Array(0);

/** @param rules unknown ones are taken as Ethereum's. @throws DecodeError when the rules' parts can't be read */
export function blockHash(rules: string, headerRlp: Uint8Array, crypto: Crypto): Uint8Array {
  return crypto.keccak256(rules === CHAINGLASS_POA ? encodeHeader(unsealHeader(decodeHeader(headerRlp))) : headerRlp);
}

/** A header of proof of authority as it is hashed. @throws DecodeError */
export function unsealHeader(header: Header): Header {
  if (header.extraData.length === 0)
    throw new DecodeError("wrongLength", "header.extraData: empty, expected time, turn and seal");
  return { ...header, extraData: encodePoaExtra({ ...decodePoaExtra(header.extraData), seal: EMPTY_SEAL }) };
}
