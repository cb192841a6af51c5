/**
 * Why a node is held for what it is, as a code with its number: the indexer keeps one English sentence a node, and pages
 * have words of their own. What is not known here stays the sentence that it is. Pure.
 */
import type { NodeReason } from "../schema-consensus";

const PATTERNS: readonly (readonly [RegExp, NodeReason["code"]])[] = [
  [/^The connection was refused/, "refused"],
  [/^Not heard from since the indexer began/, "never-heard"],
  [/^Not reached yet: /, "never-reached"],
  [/^No sign of life for more than (\d+) s/, "silent"],
  [/^No heartbeat for (\d+) s/, "late"],
  [/^Its event stream broke: /, "stream-broke"],
  [/^It serves another chain/, "other-chain"],
  [/^The indexer has stopped/, "unwatched"],
  [/^last observed (\d+) s ago/, "stale"],
];

/** Null where there is no sentence, or none that is known. */
export function reasonOf(sentence: string | null): NodeReason | null {
  if (sentence === null) return null;
  for (const [pattern, code] of PATTERNS) {
    const match = pattern.exec(sentence);
    if (match) return { code, seconds: match[1] === undefined ? null : Number(match[1]) };
  }
  return null;
}
