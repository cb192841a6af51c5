/** What every format of recording does: goes through its file once, saying where blocks lie, and reads one again on demand. */
import type { ChainBlock, ChainDiscrepancy, Header } from "#server/chain";
import type { Place } from "./compact-index";

export interface FoundBlock {
  readonly offset: number;
  readonly length: number;
  /** Null where the block itself does not say. */
  readonly height: number | null;
  readonly hash: Uint8Array;
  readonly parentHash: Uint8Array;
  readonly work: number;
  /** Of account ledgers. */
  readonly header: Header | null;
  /** Of utxo ledgers: the network's rules. */
  readonly utxoRules: string | null;
  readonly transactionIds: readonly Uint8Array[];
  /** The chain id that a signature names, while it is not known; 0 where none does. */
  readonly chainId: number;
  /** What the file states besides and differently. */
  readonly discrepancies: readonly ChainDiscrepancy[];
  /** The file's own order says that this block follows the one before. */
  readonly sequential: boolean;
}

export interface BlockSource {
  readonly file: string;
  /** Yields what can be read, in the file's order. @throws RecordingError at the first thing that can't be */
  scan(): Generator<FoundBlock>;
  /** @param height where the block itself does not say. @throws RecordingError */
  read(place: Place, height: number): ChainBlock;
  /** Where in a block a transaction stands; -1 where it does not. */
  indexOf(block: ChainBlock, transactionHash: Uint8Array): number;
  close(): void;
}

/** Chain-wide facts that sources need while they read. */
export interface SourceContext {
  /** The rules' name, settled by the genesis file or by the first header. */
  rulesFor(header: Header): string;
  /** False: the chain id is known, and need not be looked for. */
  wantsChainId(): boolean;
  /** Takes up content, for the recording's name. */
  digest(bytes: Uint8Array): void;
}
