/** What the services see of the node: its parts behind one name, and nothing that could change them by accident. */
import type { ConsensusStatus } from "#proto";
import type { Ledger } from "#server/ledger";
import type { ChainFacts } from "../driver";
import type { EventHub } from "../events/hub";
import type { Mempool } from "../mempool";
import type { BlockStore } from "../storage";
import type { FinalityWaiters } from "./finality-waiters";

export interface NodeFace {
  readonly facts: ChainFacts;
  readonly version: string;
  readonly hub: EventHub;
  readonly store: BlockStore;
  readonly ledger: Pick<Ledger, "account">;
  readonly mempool: Mempool;
  readonly waiters: FinalityWaiters;
  readonly consensus: () => ConsensusStatus;
  readonly peersUp: () => string[];
  /** Sampled rarely. */
  readonly storageBytes: () => number;
}
