/**
 * What the rest of the house may know of the read models: the views' types and the instance of this process. What builds
 * that instance, with its database and its nodes, is `#server/api/serve`, so that a page's bundle never holds it.
 */
export type { Api, BlockAbsence, PageRequest } from "./api";
export { currentDescription, provideDescription } from "./description";
export { apiErrorOf, problemCodes } from "./errors";
export { currentApi, provideApi } from "./instance";
export type {
  AddressTransactionView,
  AddressView,
  BlockDetailView,
  BlockView,
  CheckDetail,
  CheckFinding,
  CheckName,
  CheckStatus,
  LogView,
  MempoolView,
  NetworkStatusView,
  NetworkSummaryView,
  Page,
  Problem,
  ProofView,
  SearchItem,
  SearchView,
  StatusView,
  TransactionDetailView,
  TransactionStatus,
  TransactionView,
} from "./schema";
export type {
  ConsensusView,
  Finding,
  NodeReason,
  NodeStatus,
  NodeView,
  RaftFollower,
  RaftMember,
  SignedBlock,
  Stall,
  StallCode,
  ValidatorView,
} from "./schema-consensus";
export type { SourceFacts, SourceGives, SourceProblem, SourceView } from "./schema-sources";
export type { UtxoInputView, UtxoOutputView } from "./schema-utxo";
