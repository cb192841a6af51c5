/**
 * A block in its three forms: as a message, as decoded facts, and as what the engine knows of it. Reading a block from
 * outside checks what its header alone can show: its own hash and the seal of the validator in turn.
 */
import { Block, type Receipt } from "#proto";
import { blockHash, DecodeError, decodeExtra, decodeHeader, encodeHeader, type Header } from "#server/chain";
import type { BlockMeta } from "#server/consensus";
import { equalBytes, to0x, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { ChainFacts } from "./chain-facts";
import type { Seals } from "./seals";

/** A block's header, decoded once. */
export interface Known {
  readonly meta: BlockMeta;
  readonly header: Header;
  readonly timeMs: number;
}

/** Bytes of an RLP string or list with this content, its prefix included. */
function rlpLength(content: number): number {
  if (content < 56) return 1 + content;
  return 1 + Math.ceil(content.toString(16).length / 2) + content;
}

/** As RLP([header, transactions, uncles, withdrawals]) would take. */
export function blockSize(header: Uint8Array, raws: readonly Uint8Array[]): number {
  // Typed envelopes are strings inside the list; legacy transactions are lists themselves.
  const bodies = raws.reduce((sum, raw) => sum + ((raw[0] ?? 0) >= 0xc0 ? raw.length : rlpLength(raw.length)), 0);
  return rlpLength(header.length + rlpLength(bodies) + 2);
}

export function blockOf(
  hash: Uint8Array,
  header: Header,
  raws: readonly Uint8Array[],
  receipts: readonly Receipt[],
): Block {
  const encoded = encodeHeader(header);
  return Block.create({
    hash,
    height: header.number,
    parentHash: header.parentHash,
    time: new Date(decodeExtra(header.extraData).timeMs),
    header: encoded,
    transactions: raws.map((raw, index) => ({ raw, hash: receipts[index]?.transactionHash })),
    receipts: [...receipts],
    size: blockSize(encoded, raws),
  });
}

export function knownOf(hash: Uint8Array, header: Header, seals: Seals): Known {
  const extra = decodeExtra(header.extraData);
  const meta: BlockMeta = {
    hash: toHex(hash),
    parent: toHex(header.parentHash),
    height: header.number,
    turn: extra.turn,
    proposer: header.number === 0 ? null : seals.proposerOf(header, extra),
    change: seals.changeOf(extra),
  };
  return { meta, header, timeMs: extra.timeMs };
}

export type Read = { readonly ok: true; readonly known: Known } | { readonly ok: false; readonly refusal: string };

/** Of a block that came from outside: its hash and its seal are right, or why not. */
export function readBlock(block: Block, facts: ChainFacts): Read {
  try {
    const header = decodeHeader(block.header);
    const hash = blockHash(facts.rules, block.header, nativeCrypto);
    if (!equalBytes(hash, block.hash))
      return { ok: false, refusal: `its hash is ${to0x(hash)}, not ${to0x(block.hash)}` };
    if (header.number !== block.height)
      return { ok: false, refusal: `height ${block.height}, its header says ${header.number}` };
    const refusal = facts.seals.refusedProposer(header, hash);
    return refusal ? { ok: false, refusal } : { ok: true, known: knownOf(hash, header, facts.seals) };
  } catch (error) {
    if (error instanceof DecodeError) return { ok: false, refusal: error.detail };
    throw error;
  }
}
