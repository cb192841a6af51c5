// Blocks, transactions, hashes, proofs and seals of account ledgers. Pure: the browser runs it too.

export type { Crypto } from "#server/lib/crypto";
export { addressOf, contractAddressOf } from "./address";
export { blockHash, CHAINGLASS_POA, ETHEREUM, unsealHeader } from "./block-hash";
export { DecodeError, type DecodeErrorCode, GenesisError } from "./errors";
export { type Genesis, type GenesisAccount, type GenesisValidator, genesisHeader, parseGenesis } from "./genesis";
export { decodeHeader, encodeHeader, type Header } from "./header";
export { blockFromJsonRpc } from "./json-rpc/block";
export { decodePoaExtra, encodePoaExtra, type PoaExtra } from "./poa-extra";
export { bloomOf, encodeReceipt, joinBlooms } from "./receipt";
export { blockSize, receiptsRoot, transactionsRoot, unclesHash, withdrawalsRoot } from "./roots";
export {
  type PoaValidator,
  proposalDigest,
  sealBlock,
  type VoteSubject,
  verifyCertificate,
  verifyProposerSeal,
  verifyVote,
  voteDigest,
} from "./seal/poa";
export { quorumOf } from "./seal/quorum";
export { decodeTransaction } from "./transaction/decode";
export { effectiveGasPrice, nextBaseFee } from "./transaction/fees";
export type { AccessListItem, DecodedTransaction } from "./transaction/types";
export { proveTransaction, type TransactionProof, verifyTransactionProof } from "./trie/proof";
export {
  type ChainBlock,
  type ChainCertificate,
  type ChainDiscrepancy,
  type ChainLog,
  type ChainReceipt,
  type ChainSeal,
  type ChainTransaction,
  RECEIPTS_PART,
} from "./types";
export type { ParentFacts } from "./verify/check-header";
export { CHECK_NAMES, type CheckName, type CheckResult, type Verification } from "./verify/types";
export { type VerifyInput, verifyBlock } from "./verify/verify-block";
