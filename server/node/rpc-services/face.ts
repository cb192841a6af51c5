/** What the services see of the node: its parts behind one name, and nothing that could change them by accident. */
import type { ConsensusStatus } from "#proto";
import type { Command } from "#server/consensus";
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
  /** An operator's order to the engine; one that can't be carried out is refused in the journal. */
  readonly command: (command: Command) => void;
  readonly peersUp: () => string[];
  /** Sampled rarely. */
  readonly storageBytes: () => number;
}
