/** A block's hash, by the rules of its chain. Never a library's: some engines leave seals out of it. */
import type { Crypto } from "#server/lib/crypto";
import { DecodeError } from "./errors";
import { decodeExtra, encodeExtra } from "./extra";
import { decodeHeader, encodeHeader, type Header } from "./header";
import { ibftBlockHash } from "./seal/ibft";
import { utxoBlockHash } from "./utxo/header";
import { utxoNetworkOf } from "./utxo/networks";

/** Names of the rules that this room knows, as a source's status gives them. */
export const CHAINGLASS_POA = "chainglass-poa";
export const CHAINGLASS_RAFT = "chainglass-raft";
export const ETHEREUM = "ethereum";
export const ETHASH = "ethash";
export const CLIQUE = "clique";
export const IBFT1 = "ibft1";

/** Of chains of our own. */
export type OwnRules = typeof CHAINGLASS_POA | typeof CHAINGLASS_RAFT;

const EMPTY_SEAL = new Uint8Array(0);

/** Whether blocks have our own engines' extra data, and are hashed with the seal empty. */
export function isOwnRules(rules: string): rules is OwnRules {
  return rules === CHAINGLASS_POA || rules === CHAINGLASS_RAFT;
}

export function ownRulesOf(engine: "poa" | "raft"): OwnRules {
  return engine === "poa" ? CHAINGLASS_POA : CHAINGLASS_RAFT;
}

/**
 * @param header RLP, or the 80 bytes of a utxo ledger
 * @param rules unknown ones are taken as Ethereum's
 * @throws DecodeError when the rules' parts can't be read
 */
export function blockHash(rules: string, header: Uint8Array, crypto: Crypto): Uint8Array {
  if (isOwnRules(rules)) return ownBlockHash(decodeHeader(header), crypto);
  if (rules === IBFT1) return ibftBlockHash(decodeHeader(header), crypto);
  return utxoNetworkOf(rules) ? utxoBlockHash(header, crypto) : crypto.keccak256(header);
}

/** Of a block of ours, the same whatever its engine, sealed or not. @throws DecodeError */
export function ownBlockHash(header: Header, crypto: Crypto): Uint8Array {
  return crypto.keccak256(encodeHeader(unsealHeader(header)));
}

/** A header of ours as it is hashed. @throws DecodeError */
export function unsealHeader(header: Header): Header {
  if (header.extraData.length === 0)
    throw new DecodeError("wrongLength", "header.extraData: empty, expected time, turn and seal");
  return { ...header, extraData: encodeExtra({ ...decodeExtra(header.extraData), seal: EMPTY_SEAL }) };
}
