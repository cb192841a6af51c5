/**
 * What pages, REST and the live path read. Unknown networks, malformed ids and foreign cursors are thrown as ApiError
 * (`apiErrorOf` knows one across bundles); null is "not found". `~` or an empty name means the first network.
 */
import type {
  AddressTransactionView,
  AddressView,
  BlockDetailView,
  BlockView,
  LogView,
  MempoolView,
  NetworkStatusView,
  NetworkSummaryView,
  Page,
  SearchView,
  StatusView,
  TransactionDetailView,
  TransactionView,
} from "./schema";
import type { ConsensusView, NodeView } from "./schema-consensus";
import type { SourceView } from "./schema-sources";

export interface BlockAbsence {
  /** `beyond`: above the head; `gap`: in none of the ranges; `unknown`: no height, or nothing is indexed. */
  readonly code: "beyond" | "gap" | "unknown";
  readonly head: number | null;
  /** Lowest first, a hundred at most. */
  readonly ranges: readonly (readonly [number, number])[];
}

export interface PageRequest {
  readonly limit: number;
  /** Opaque; from a page's `nextCursor`. */
  readonly cursor?: string;
}

export interface Api {
  /** Names in order of configuration; the first is the bare path's. */
  networks(): Promise<string[]>;
  /** The same, with what to choose them by. */
  networkSummaries(): Promise<NetworkSummaryView[]>;
  /** Every configured address, just looked at; in order of configuration. */
  sources(): Promise<SourceView[]>;
  status(): Promise<StatusView>;
  networkStatus(network: string): Promise<NetworkStatusView>;
  /** Canonical and forked, highest first. */
  blocks(network: string, page: PageRequest): Promise<Page<BlockView>>;
  /** @param id a height (the canonical block) or a hash (that block, canonical or not) */
  block(network: string, id: string): Promise<BlockDetailView | null>;
  /** Why there is no such block: for a height that `block` answers null to. */
  absence(network: string, id: string): Promise<BlockAbsence>;
  blockTransactions(network: string, id: string, page: PageRequest): Promise<Page<TransactionView> | null>;
  /** Included ones, newest first. */
  transactions(network: string, page: PageRequest): Promise<Page<TransactionView>>;
  /** Waiting ones, newest first. */
  pendingTransactions(network: string, page: PageRequest): Promise<Page<TransactionView>>;
  transaction(network: string, hash: string): Promise<TransactionDetailView | null>;
  transactionLogs(network: string, hash: string): Promise<LogView[]>;
  address(network: string, address: string): Promise<AddressView | null>;
  addressTransactions(network: string, address: string, page: PageRequest): Promise<Page<AddressTransactionView>>;
  nodes(network: string): Promise<NodeView[]>;
  node(network: string, id: string): Promise<NodeView | null>;
  consensus(network: string): Promise<ConsensusView>;
  mempool(network: string, page: PageRequest): Promise<MempoolView>;
  search(network: string, query: string): Promise<SearchView>;
  /** For the live path: many at once. Keys are hex without prefix, as in `live_frames.ref`. */
  blocksByHash(network: string, hashes: readonly string[]): Promise<Map<string, BlockView>>;
  transactionsByHash(network: string, hashes: readonly string[]): Promise<Map<string, TransactionView>>;
  addressTransactionsByHash(
    network: string,
    address: string,
    hashes: readonly string[],
  ): Promise<AddressTransactionView[]>;
}
