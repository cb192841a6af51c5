/**
 * What a Raft node must not forget: its term and vote, and its log. Records are written in order; blocks at heights that
 * were written before replace those and all above them.
 */
import type { BlockMeta, FinalityCertificate, NodeId } from "../engine";
import type { Member } from "./membership";

export type RaftRecord =
  | { readonly type: "hardState"; readonly term: number; readonly votedFor: NodeId | null }
  /** Consecutive; the driver writes their bodies along. */
  | { readonly type: "blocks"; readonly blocks: readonly BlockMeta[] };

/** What the driver hands over when an engine is built, at first with genesis alone. */
export interface RaftRestored {
  /** The last one written; null at first. */
  readonly hardState: { readonly term: number; readonly votedFor: NodeId | null } | null;
  /** The last final block that is stored and executed; genesis at first. */
  readonly final: BlockMeta;
  /** Its certificate, or that of a descendant; null for genesis. */
  readonly certificate: FinalityCertificate | null;
  /** As of the final block. */
  readonly members: readonly Member[];
  /** The log above the final block, lowest first, as the records left it. */
  readonly log: readonly BlockMeta[];
}
