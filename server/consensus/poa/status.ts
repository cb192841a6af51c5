/** What the console shows of a PoA node. Ages are as of the event that brought the status; `PoaEngine.status()` is current. */
import type { NodeId, Vote } from "../engine";
import type { BlockRef } from "./journal";

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
