/** What a driver is given, and what the rest of the node sees of it. */
import type { Block, BlockRef, ConsensusMessage, ConsensusStatus } from "#proto";
import type { Command } from "#server/consensus";
import type { Ledger } from "#server/ledger";
import type { Log } from "#server/lib/log";
import type { EventHub } from "../events/hub";
import type { Mempool } from "../mempool";
import type { Network } from "../network";
import type { BlockStore, ConsensusLog } from "../storage";
import type { ChainFacts } from "./chain-facts";
import type { Library } from "./library";

export interface DriverContext {
  readonly facts: ChainFacts;
  readonly store: BlockStore;
  readonly records: Pick<ConsensusLog, "takeRecords" | "append" | "compact">;
  readonly ledger: Ledger;
  readonly library: Library;
  readonly mempool: Mempool;
  readonly network: Network;
  readonly hub: EventHub;
  readonly log: Log;
  /** A fault after which going on could do harm: the process has to end. */
  readonly onFatal: (error: unknown) => void;
  readonly onFinal: (block: Block) => void;
  /** Told of every new head, before the pool moves. */
  readonly onHead: (block: Block) => void;
}

export interface NodeDriver {
  start(): void;
  status(): ConsensusStatus;
  peerUp(peer: string): void;
  /** What a peer says of its chain: where blocks alone make a head, one that is ahead is asked at once, before its votes tell. */
  greeted(peer: string, head: BlockRef): void;
  /** From the network: signatures are checked here, before the engine hears of it. */
  message(from: string, message: ConsensusMessage): void;
  /** An operator's; one that can't be carried out is refused in the journal. */
  command(command: Command): void;
  /** When nothing of it is under way any more. */
  stop(): Promise<void>;
}
