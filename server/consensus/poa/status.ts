/** What the console shows of a PoA node. Ages are as of the event that brought the status; `PoaEngine.status()` is current. */
import type { NodeId, Vote } from "../engine";
import { type BlockRef, refOf } from "./journal";
import { type PoaPacing, timeoutTicks } from "./pacing";
import { proposerOf } from "./quorum";
import type { PoaState } from "./state";

export interface PoaStatus {
  readonly turn: number;
  /** Who may propose in this turn. */
  readonly inTurn: NodeId;
  readonly order: readonly NodeId[];
  /** The newest vote seen of each validator that has voted, in order of turns; the node's own included. */
  readonly signed: readonly Vote[];
  readonly turnAgeTicks: number;
  readonly turnTimeoutTicks: number;
  /** Turns in a row that ended without a new final block. */
  readonly turnsWithoutFinal: number;
  readonly quorum: number;
  readonly head: BlockRef;
  readonly final: BlockRef;
}

export function statusOf(state: PoaState, pacing: PoaPacing): PoaStatus {
  return {
    turn: state.turn,
    inTurn: proposerOf(state.turn, state.validators),
    order: state.validators,
    signed: state.validators.map((validator) => state.book.newest(validator)).filter((vote) => vote !== undefined),
    turnAgeTicks: Math.max(0, state.turnAgeTicks),
    turnTimeoutTicks: timeoutTicks(pacing, state.turnsWithoutFinal),
    turnsWithoutFinal: state.turnsWithoutFinal,
    quorum: state.quorum,
    head: refOf(state.head),
    final: refOf(state.tree.root),
  };
}
