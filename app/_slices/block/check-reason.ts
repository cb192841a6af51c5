/**
 * Which sentence explains a check's outcome. Why one was not applicable or not given is the checker's own word; those that
 * are known here have a translation, any other is shown as it is. Pure.
 */
import type { CheckDetail, CheckName, CheckStatus } from "#server/api";

export const CHECK_ORDER = [
  "hash",
  "parent",
  "transactions",
  "senders",
  "receipts",
  "seal",
] as const satisfies readonly CheckName[];

const REASONS = [
  ["genesis is agreed upon, not sealed", "genesis"],
  ["proof of stake: the block carries no seal of its own", "proofOfStake"],
  ["the chain's rules name no seal to check", "noSeal"],
  ["the block before is not held: nothing to compare with", "noParent"],
  ["the first block has no parent", "firstBlock"],
  ["the source holds no receipts", "noReceipts"],
  ["inputs are authorised by scripts, not by senders", "scripts"],
  ["a utxo ledger has no receipts", "utxoReceipts"],
] as const;

export type CheckReason = (typeof REASONS)[number][1];

export function reasonOf({ status, detail }: CheckDetail): CheckReason | null {
  if (status === "ok" || status === "failed" || detail === undefined) return null;
  if (detail.endsWith("as those of test chains")) return "noSeal";
  return REASONS.find(([text]) => text === detail)?.[1] ?? null;
}

/** How each engine's blocks are sealed: what a sealed check was looks at. */
export function sealKind(engine: string): "poa" | "raft" | "clique" | "ibft" | "ethash" | "work" | "other" {
  if (engine === "poa" || engine === "raft") return engine;
  if (engine.startsWith("clique")) return "clique";
  if (engine.startsWith("ibft") || engine.startsWith("istanbul")) return "ibft";
  if (/ethash|ethereum-pow/.test(engine)) return "ethash";
  return /^(pow|bitcoin)/.test(engine) ? "work" : "other";
}

const URGENCY: Record<CheckStatus, number> = { failed: 0, notGiven: 1, ok: 1, notApplicable: 1 };

/** Failed ones first, the others in their own order. */
export function failedFirst<T extends { readonly status: CheckStatus }>(checks: readonly T[]): T[] {
  return checks.toSorted((a, b) => URGENCY[a.status] - URGENCY[b.status]);
}
