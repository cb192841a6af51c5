/** From one turn to the next: by the own clock, or because somebody is ahead. */
import type { Effects } from "./effects";
import type { PoaState } from "./state";

export function enterTurn(state: PoaState, turn: number, out: Effects): void {
  const finalised = state.tree.root.height > state.finalAtTurnStart;
  state.turnsWithoutFinal = finalised ? 0 : state.turnsWithoutFinal + 1;
  state.finalAtTurnStart = state.tree.root.height;
  state.turn = turn;
  state.turnAgeTicks = 0;
  state.building = null;
  state.turnAnswered = false;
  out.announceTurn();
}

/** A message of a higher turn has come. It came between two ticks: without the -1 each hand-over would gain part of one. */
export function jumpTo(state: PoaState, turn: number, out: Effects): void {
  if (turn <= state.turn) return;
  enterTurn(state, turn, out);
  state.turnAgeTicks = -1;
}
