/** A block's hash, by the rules of its chain. Never a library's: some engines leave seals out of it. */
import type { Crypto } from "#server/lib/crypto";
import { DecodeError } from "./errors";
import { decodeHeader, encodeHeader, type Header } from "./header";
import { decodePoaExtra, encodePoaExtra } from "./poa-extra";
import { ibftBlockHash } from "./seal/ibft";
import { utxoBlockHash } from "./utxo/header";
import { utxoNetworkOf } from "./utxo/networks";

/** Names of the rules that this room knows, as a source's status gives them. */
export const CHAINGLASS_POA = "chainglass-poa";
export const ETHEREUM = "ethereum";
export const ETHASH = "ethash";
export const CLIQUE = "clique";
export const IBFT1 = "ibft1";

const EMPTY_SEAL = new Uint8Array(0);

/**
 * @param header RLP, or the 80 bytes of a utxo ledger
 * @param rules unknown ones are taken as Ethereum's
 * @throws DecodeError when the rules' parts can't be read
 */
export function blockHash(rules: string, header: Uint8Array, crypto: Crypto): Uint8Array {
  if (rules === CHAINGLASS_POA) return crypto.keccak256(encodeHeader(unsealHeader(decodeHeader(header))));
  if (rules === IBFT1) return ibftBlockHash(decodeHeader(header), crypto);
  return utxoNetworkOf(rules) ? utxoBlockHash(header, crypto) : crypto.keccak256(header);
}

/** A header of proof of authority as it is hashed. @throws DecodeError */
export function unsealHeader(header: Header): Header {
  if (header.extraData.length === 0)
    throw new DecodeError("wrongLength", "header.extraData: empty, expected time, turn and seal");
  return { ...header, extraData: encodePoaExtra({ ...decodePoaExtra(header.extraData), seal: EMPTY_SEAL }) };
}
