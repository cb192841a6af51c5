/**
 * What account ledgers' files say by their order: each block follows the one before it, and votes in headers change who may
 * seal. Both are walked once, while the file is read; what does not fit is kept as a discrepancy of its block.
 */
import {
  AuthoritySet,
  type ChainDiscrepancy,
  CLIQUE,
  DecodeError,
  type ForeignGenesis,
  type Header,
  IBFT1,
} from "#server/chain";
import { equalBytes, to0x, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { FoundBlock } from "./source";

interface Before {
  readonly height: number;
  readonly hash: Uint8Array;
}

export class Sequence {
  #before: Before | null = null;
  #walked = Number.NaN;
  #set: AuthoritySet | null = null;
  /** From a block's number on. */
  readonly #sets: { from: number; addresses: Uint8Array[] }[] = [];

  constructor(readonly genesis: ForeignGenesis | null) {}

  /** A new file begins. */
  begin(): void {
    this.#before = null;
  }

  /** @param at the block's number in the index */
  take(block: FoundBlock, at: number, rules: string): ChainDiscrepancy[] {
    const height = block.height ?? 0;
    const found = [...block.discrepancies, ...this.#place(block, height)];
    if (block.header && (rules === CLIQUE || rules === IBFT1))
      found.push(...this.#walk(block.header, block.sequential, at, rules));
    this.#before = { height, hash: block.hash };
    return found;
  }

  *#place(block: FoundBlock, height: number): Generator<ChainDiscrepancy> {
    const before = block.sequential ? this.#before : null;
    if (before && !equalBytes(before.hash, block.parentHash))
      yield mismatch("parent", "parentHash, against the block before it in the file", block.parentHash, before.hash);
    if (before && before.height + 1 !== height) {
      const numbers = { stated: String(height), computed: String(before.height + 1) };
      yield { check: "parent", field: "height, after the block before it in the file", ...numbers };
    }
  }

  *#walk(
    header: Header,
    sequential: boolean,
    at: number,
    rules: typeof CLIQUE | typeof IBFT1,
  ): Generator<ChainDiscrepancy> {
    try {
      const follows = header.number === this.#walked + 1 || (sequential && this.#before !== null);
      this.#walked = header.number;
      if (!this.#set || !follows) {
        this.#set = new AuthoritySet(rules, this.genesis?.epochLength ?? undefined);
        if (header.number === 1 && this.genesis?.header) this.#set.apply(this.genesis.header, nativeCrypto);
      }
      this.#note(at, this.#set.current());
      const refusal = header.difficulty === 0n ? null : this.#set.apply(header, nativeCrypto);
      if (refusal) yield { check: "seal", field: refusal, stated: "", computed: "" };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      yield { check: "seal", field: error.message, stated: "", computed: "" };
    }
  }

  #note(at: number, addresses: Uint8Array[]): void {
    const last = this.#sets.at(-1);
    const same = last && last.addresses.map(toHex).join() === addresses.map(toHex).join();
    if (!same) this.#sets.push({ from: at, addresses });
  }

  /** Who may seal a block; none where it is not known or no votes decide. */
  authorities(at: number): Uint8Array[] {
    let low = 0;
    let high = this.#sets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sets[middle]?.from ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return this.#sets[low - 1]?.addresses ?? [];
  }
}

function mismatch(check: string, field: string, stated: Uint8Array, computed: Uint8Array): ChainDiscrepancy {
  return { check, field, stated: to0x(stated), computed: to0x(computed) };
}
