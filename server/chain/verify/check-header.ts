/** The checks `hash` and `parent`: the header, what stands beside it, and the block below. */
import type { Crypto } from "#server/lib/crypto";
import { blockHash, CHAINGLASS_POA, isOwnRules } from "../block-hash";
import { decodeExtra } from "../extra";
import type { Header } from "../header";
import type { ChainBlock } from "../types";
import { agrees, differs, failed, firstOf, notApplicable, notGiven } from "./findings";
import { headerOfFork } from "./forks";
import type { CheckResult } from "./types";

export interface ParentFacts {
  readonly hash: Uint8Array;
  readonly height: number;
  readonly timeMs: number;
  /** Its turn or term, where the rules have one and it is known. */
  readonly turn?: number | null | undefined;
}

/** To the millisecond where the rules keep it. @throws DecodeError */
export function headerTimeMs(header: Header, rules: string): number {
  return isOwnRules(rules) ? decodeExtra(header.extraData).timeMs : header.timestamp * 1000;
}

/** @throws DecodeError */
export function checkHash(
  block: ChainBlock,
  header: Header,
  { rules, chainId }: { readonly rules: string; readonly chainId: number | null },
  crypto: Crypto,
): CheckResult {
  const timeMs = headerTimeMs(header, rules);
  const computed = blockHash(rules, block.header, crypto);
  return firstOf(
    (function* () {
      yield differs("hash", block.hash, computed);
      yield differs("height", block.height, header.number);
      yield differs("parentHash", block.parentHash, header.parentHash);
      if (block.time !== undefined) yield differs("time (ms)", block.time.getTime(), timeMs);
      yield differs("header.timestamp", header.timestamp, Math.floor(timeMs / 1000));
      if (chainId !== null) yield headerOfFork(header, chainId);
    })(),
    () => agrees("the header's hash, and height, parent and time beside it", block.hash, computed),
  );
}

/** What a block is told whose parent is not held: genesis has none, and says so itself. */
export function withoutParent(height: number, parentHash: Uint8Array): CheckResult {
  return height === 0 && parentHash.every((byte) => byte === 0)
    ? notApplicable("the first block has no parent")
    : notGiven("the block before is not held: nothing to compare with");
}

/** @throws DecodeError */
export function checkParent(header: Header, parent: ParentFacts | null, rules: string): CheckResult {
  if (!parent) return withoutParent(header.number, header.parentHash);
  const timeMs = headerTimeMs(header, rules);
  const early = timeMs < parent.timeMs ? failed(`time ${timeMs} ms is before the parent's, ${parent.timeMs} ms`) : null;
  const turns = compareTurns(header, parent, rules);
  return firstOf(
    [
      differs("parentHash", header.parentHash, parent.hash),
      differs("height", header.number, parent.height + 1),
      early,
      turns?.refusal ?? null,
    ],
    () => {
      const compared = `the hash of block ${parent.height}, its height${turns ? `, time and ${turns.compared}` : " and time"}`;
      return agrees(compared, header.parentHash, parent.hash);
    },
  );
}

/** Every block of PoA has a turn of its own; a Raft leader makes many in one term. Null: nothing to compare. */
function compareTurns(
  header: Header,
  parent: ParentFacts,
  rules: string,
): { readonly refusal: CheckResult | null; readonly compared: string } | null {
  const before = parent.turn;
  if (!isOwnRules(rules) || typeof before !== "number") return null;
  const { turn } = decodeExtra(header.extraData);
  if (rules === CHAINGLASS_POA)
    return {
      refusal: turn > before ? null : failed(`turn ${turn} is not above the parent's, ${before}`),
      compared: `turn: ${turn} after ${before}`,
    };
  return {
    refusal: turn >= before ? null : failed(`term ${turn} is below the parent's, ${before}`),
    compared: `term: ${turn} after ${before}`,
  };
}
