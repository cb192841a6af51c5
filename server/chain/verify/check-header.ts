/** The checks `hash` and `parent`: the header, what stands beside it, and the block below. */
import type { Crypto } from "#server/lib/crypto";
import { blockHash, CHAINGLASS_POA } from "../block-hash";
import type { Header } from "../header";
import { decodePoaExtra } from "../poa-extra";
import type { ChainBlock } from "../types";
import { differs, failed, firstOf, NOT_GIVEN } from "./findings";
import type { CheckResult } from "./types";

export interface ParentFacts {
  readonly hash: Uint8Array;
  readonly height: number;
  readonly timeMs: number;
}

/** To the millisecond where the rules keep it. @throws DecodeError */
export function headerTimeMs(header: Header, rules: string): number {
  return rules === CHAINGLASS_POA ? decodePoaExtra(header.extraData).timeMs : header.timestamp * 1000;
}

/** @throws DecodeError */
export function checkHash(block: ChainBlock, header: Header, rules: string, crypto: Crypto): CheckResult {
  const timeMs = headerTimeMs(header, rules);
  return firstOf(
    (function* () {
      yield differs("hash", block.hash, blockHash(rules, block.header, crypto));
      yield differs("height", block.height, header.number);
      yield differs("parentHash", block.parentHash, header.parentHash);
      if (block.time !== undefined) yield differs("time (ms)", block.time.getTime(), timeMs);
      yield differs("header.timestamp", header.timestamp, Math.floor(timeMs / 1000));
    })(),
  );
}

/** @throws DecodeError */
export function checkParent(header: Header, parent: ParentFacts | null, rules: string): CheckResult {
  if (!parent) return NOT_GIVEN;
  const timeMs = headerTimeMs(header, rules);
  const early = timeMs < parent.timeMs ? failed(`time ${timeMs} ms is before the parent's, ${parent.timeMs} ms`) : null;
  return firstOf([
    differs("parentHash", header.parentHash, parent.hash),
    differs("height", header.number, parent.height + 1),
    early,
  ]);
}
