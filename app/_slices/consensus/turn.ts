/**
 * Whose turn it is and who comes next. A node's current turn stays current until the next one begins, so its block may
 * already be there: then the next proposer is the one after. Pure; turns go round the order, one validator a turn.
 */
import type { ConsensusView } from "#server/api";

export type TurnFacts = Pick<ConsensusView, "turn" | "inTurn" | "order" | "validators" | "leader">;

function orderOf({ order, validators }: TurnFacts): readonly string[] {
  return order ?? validators.map(({ id }) => id);
}

/** Whether the current turn's block is already on the chain, given the newest block's turn. */
export function turnIsDone({ turn }: TurnFacts, headTurn: number | null): boolean {
  return turn !== undefined && headTurn !== null && headTurn >= turn;
}

/** Who proposes the next block; null where nobody knows. */
export function nextProposer(facts: TurnFacts, headTurn: number | null): string | null {
  const { turn, inTurn, leader } = facts;
  // Under Raft whoever leads proposes, as long as he leads.
  if (leader !== undefined) return leader;
  if (turn === undefined || headTurn === null || headTurn < turn) return inTurn ?? null;
  const order = orderOf(facts);
  return order.length === 0 ? null : (order[(headTurn + 1) % order.length] ?? null);
}

/** The highest turn that any of the newest blocks was made in; null where none says. */
export function headTurnOf(turns: readonly unknown[]): number | null {
  const known = turns.filter((turn) => typeof turn === "number");
  return known.length === 0 ? null : Math.max(...known);
}

export type Part = "proposed" | "next" | "now" | "silent" | "waits";

/** What a validator does now. One that has signed its turn, or whose block is there, is never called silent. */
export function partOf(view: ConsensusView, id: string): Part {
  const headTurn = headTurnOf(view.blocks.map(({ turn }) => turn));
  const done = turnIsDone(view, headTurn);
  if (view.inTurn === id && done) return "proposed";
  if (nextProposer(view, headTurn) !== id) return "waits";
  if (done) return "next";
  const validator = view.validators.find((other) => other.id === id);
  const signed = (validator?.lastSigned?.turn ?? -1) >= (view.turn ?? Number.POSITIVE_INFINITY);
  if (signed) return "proposed";
  return validator?.status === "dead" || validator?.status === "suspect" ? "silent" : "now";
}
