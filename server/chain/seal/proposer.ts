/**
 * Who made a block. Clique and IBFT 1 use the coinbase for votes, or not at all: there the seal tells. Elsewhere it is the
 * coinbase; one of zeros names nobody, as in a genesis block.
 */
import type { Crypto } from "#server/lib/crypto";
import { CLIQUE, IBFT1 } from "../block-hash";
import { DecodeError } from "../errors";
import type { Header } from "../header";
import { cliqueSigner } from "./clique";
import { ibftProposer } from "./ibft";

/** Null where nobody is named, and where the seal fits no key: its check says why. */
export function proposerOf(header: Header, rules: string, crypto: Crypto): Uint8Array | null {
  try {
    if (header.number > 0 && rules === IBFT1) return ibftProposer(header, crypto);
    // Difficulty 0: proof of stake has taken over, and the coinbase is one.
    if (header.number > 0 && rules === CLIQUE && header.difficulty > 0n) return cliqueSigner(header, crypto);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
  return header.coinbase.some((byte) => byte !== 0) ? header.coinbase : null;
}
