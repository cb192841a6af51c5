/**
 * What the rest of the house may know of the read models: the views' types and the instance of this process. What builds
 * that instance, with its database and its nodes, is `#server/api/serve`, so that a page's bundle never holds it.
 */
export type { Api, PageRequest } from "./api";
export { currentDescription, provideDescription } from "./description";
export { apiErrorOf } from "./errors";
export { currentApi, provideApi } from "./instance";
export type {
  AddressTransactionView,
  AddressView,
  BlockDetailView,
  BlockView,
  CheckDetail,
  CheckName,
  CheckStatus,
  ConsensusView,
  LogView,
  MempoolView,
  NetworkStatusView,
  NetworkSummaryView,
  NodeStatus,
  NodeView,
  Page,
  Problem,
  ProofView,
  SearchItem,
  SearchView,
  SignedBlock,
  Stall,
  StallCode,
  StatusView,
  TransactionDetailView,
  TransactionStatus,
  TransactionView,
  ValidatorView,
} from "./schema";
export type { SourceFacts, SourceGives, SourceProblem, SourceView } from "./schema-sources";
export type { UtxoInputView, UtxoOutputView } from "./schema-utxo";
