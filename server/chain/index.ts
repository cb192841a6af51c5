// Blocks, transactions, hashes, proofs and seals of account and utxo ledgers. Pure: the browser runs it too.

export type { Crypto } from "#server/lib/crypto";
export { addressOf, contractAddressOf } from "./address";
export {
  blockHash,
  CHAINGLASS_POA,
  CHAINGLASS_RAFT,
  CLIQUE,
  ETHASH,
  ETHEREUM,
  IBFT1,
  isOwnRules,
  type OwnRules,
  ownBlockHash,
  ownRulesOf,
  unsealHeader,
} from "./block-hash";
export { blockFromParts, blockFromRlp, receiptsFromRlp } from "./block-rlp";
export { engineOf } from "./engine-of";
export { DecodeError, type DecodeErrorCode, GenesisError } from "./errors";
export { decodeExtra, type Extra, encodeExtra, type MemberChange } from "./extra";
export { type ForeignGenesis, PUBLIC_GENESES, parseForeignGenesis, rulesOf } from "./foreign-genesis";
export { type Genesis, type GenesisAccount, type GenesisValidator, genesisHeader, parseGenesis } from "./genesis";
export { decodeHeader, encodeHeader, type Header } from "./header";
export { blockFromJsonRpc } from "./json-rpc/block";
export { bloomOf, encodeReceipt, joinBlooms } from "./receipt";
export { rlpItemBytes } from "./rlp";
export { blockSize, receiptsRoot, transactionsRoot, unclesHash, withdrawalsRoot } from "./roots";
export { AuthoritySet, type VotingEngine } from "./seal/authorities";
export { ISTANBUL_MIX_HASH } from "./seal/ibft";
export { type VoteSubject, verifyCertificate, verifyProposerSeal, verifyVote, voteDigest } from "./seal/poa";
export { majorityOf, quorumOf } from "./seal/quorum";
export {
  type AcknowledgementSubject,
  acknowledgementDigest,
  verifyAcknowledgement,
  verifyRaftCertificate,
  verifyRaftProposer,
} from "./seal/raft";
export { sealBlock, type Validator } from "./seal/signed";
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
export { splitUtxoBlock, utxoTransactionId } from "./utxo/block";
export { blockFromUtxoBytes } from "./utxo/chain-block";
export {
  decodeUtxoHeader,
  encodeUtxoHeader,
  targetOf,
  UTXO_HEADER_BYTES,
  type UtxoHeader,
  utxoBlockHash,
  workOf,
} from "./utxo/header";
export { merkleRoot, proveUtxoTransaction, type UtxoProof, verifyUtxoProof } from "./utxo/merkle";
export { BITCOIN, UTXO_NETWORKS, type UtxoNetwork, utxoNetworkOf } from "./utxo/networks";
export { addressOfScript, kindOf, type OutputKind } from "./utxo/script";
export {
  coinbaseHeight,
  decodeUtxoTransaction,
  type UtxoInput,
  type UtxoOutput,
  type UtxoTransaction,
} from "./utxo/transaction";
export type { ParentFacts } from "./verify/check-header";
export type { VerifyInput } from "./verify/input";
export { CHECK_NAMES, type CheckName, type CheckResult, type UtxoContent, type Verification } from "./verify/types";
export { verifyBlock } from "./verify/verify-block";
