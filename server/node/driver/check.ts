/**
 * Checking a block in full: its place behind its parent, its time, and all that executing it recomputes. What passes is
 * stored, durably, before anyone hears of it. The heavy part runs in the ledger's worker.
 */
import type { Block } from "#proto";
import type { Ledger } from "#server/ledger";
import { fromHex } from "#server/lib/bytes";
import type { BlockStore } from "../storage";
import { blockOf, type Known } from "./block";
import type { ChainFacts } from "./chain-facts";
import type { Library } from "./library";

/** How far a proposer's clock may be ahead of ours. */
export const FUTURE_MS_MAX = 15_000;

export interface CheckContext {
  readonly facts: ChainFacts;
  readonly ledger: Pick<Ledger, "execute">;
  readonly store: BlockStore;
  readonly library: Library;
}

/** @param known the block's header, with hash and seal checked already. @returns null, or why the block is refused */
export async function checkBlock(block: Block, known: Known, context: CheckContext): Promise<string | null> {
  const { meta, header } = known;
  const parent = await context.library.known(meta.parent);
  if (!parent) return "its parent is not known here";
  const refusal = placeRefusal(known, parent) ?? context.facts.seals.refusedTurn(meta.turn, parent.meta.turn);
  if (refusal) return refusal;
  const transactions = block.transactions.map(({ raw }) => raw);
  const result = await context.ledger.execute({ parent: parent.header, header, transactions });
  if (!result.ok) return `${result.code}: ${result.reason}`;
  await storeBlock(blockOf(fromHex(meta.hash), header, transactions, result.receipts), known, context);
  return null;
}

export async function storeBlock(
  block: Block,
  known: Known,
  context: Pick<CheckContext, "store" | "library">,
): Promise<void> {
  await context.store.put(block);
  context.library.remember(known);
  context.library.release(known.meta.hash);
}

function placeRefusal({ meta, header, timeMs }: Known, parent: Known): string | null {
  if (meta.height !== parent.meta.height + 1) return `height ${meta.height} upon ${parent.meta.height}`;
  if (timeMs < parent.timeMs) return `its time lies ${parent.timeMs - timeMs} ms before its parent's`;
  if (header.timestamp !== Math.floor(timeMs / 1_000)) return `its header says ${header.timestamp} s and ${timeMs} ms`;
  if (timeMs > Date.now() + FUTURE_MS_MAX) return `its time is ${timeMs - Date.now()} ms ahead of this node's clock`;
  return null;
}
