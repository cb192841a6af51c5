/** What PoA engines say to each other. The driver signs and checks: a message that reaches an engine is its sender's. */
import type { BlockMeta, Vote } from "../engine";

export type PoaMessage =
  /** The proposer's block of this turn; the driver attaches its body on the wire. */
  | { readonly type: "proposal"; readonly turn: number; readonly block: BlockMeta }
  /** "In this turn, my head is this block." */
  | { readonly type: "vote"; readonly vote: Vote };
