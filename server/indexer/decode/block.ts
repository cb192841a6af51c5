/**
 * From a block as a source gives it to rows, with what our own verification says of it. Pure. A block that fails is stored
 * as failing, with as much of it as can be read; it is never hidden.
 */
import {
  CHAINGLASS_RAFT,
  type ChainBlock,
  type ChainReceipt,
  type DecodedTransaction,
  DecodeError,
  decodeExtra,
  decodeTransaction,
  engineOf,
  type Header,
  isOwnRules,
  type Verification,
  verifyBlock,
} from "#server/chain";
import { equalBytes, to0x } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { Addresses } from "./addresses";
import type { ChainFacts } from "./facts";
import type { BlockRows, Head } from "./rows";
import { createdContract, includedRow, priceOf, statusOf } from "./transaction";
import { decodeUtxoBlock } from "./utxo-block";
import { bytes, bytesOrNull, flag, json, number, numberOrNull, type Row } from "./values";

export type { ChainFacts } from "./facts";

interface EngineFields {
  readonly timeMs: number | null;
  readonly turn: number | null;
  readonly consensus: Record<string, unknown>;
}

/** What our own engines put into a header. Raft's turn is its term, and is called so. */
function readEngineFields(facts: ChainFacts, header: Header | null): EngineFields {
  const { engine, rules } = facts;
  if (!isOwnRules(rules) || !header) {
    const foreign = header ? engineOf(rules, header) : null;
    return { timeMs: null, turn: null, consensus: { engine: foreign ?? engine } };
  }
  try {
    const { timeMs, turn, change, seal } = decodeExtra(header.extraData);
    const moved = change ? { change: { ...change, address: to0x(change.address) } } : {};
    const place = rules === CHAINGLASS_RAFT ? { term: turn } : { turn };
    return { timeMs, turn, consensus: { engine, ...place, ...moved, seal: to0x(seal) } };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { timeMs: null, turn: null, consensus: { engine } };
  }
}

function blockRow(block: ChainBlock, verification: Verification, head: Head, consensus: Record<string, unknown>): Row {
  const { header, proposer, checks, verified } = verification;
  const nothing = new Uint8Array();
  return [
    bytes(block.hash),
    number(block.height),
    bytes(block.parentHash),
    new Date(head.timeMs).toISOString(),
    bytesOrNull(proposer),
    number(block.transactions.length),
    bytes(header?.transactionsRoot ?? nothing),
    bytesOrNull(header?.receiptsRoot),
    bytesOrNull(header?.stateRoot),
    number(block.size),
    numberOrNull(header?.gasUsed),
    numberOrNull(header?.gasLimit),
    numberOrNull(header?.baseFeePerGas),
    null,
    null,
    numberOrNull(header?.difficulty),
    bytesOrNull(header?.extraData),
    flag(true),
    flag(block.final),
    flag(verified),
    json(checks),
    json(consensus),
    ownCertificate(block),
    bytes(block.header),
  ];
}

export function certificateJson(certificate: NonNullable<ChainBlock["certificate"]>): string {
  const seals = certificate.seals.map((seal) => ({ validator: to0x(seal.validator), signature: to0x(seal.signature) }));
  return json({ turn: certificate.turn, seals });
}

/** A Raft block may come with the certificate that makes it final as an ancestor: that one is kept beside its own block. */
function ownCertificate({ hash, certificate }: ChainBlock): string | null {
  return certificate && equalBytes(certificate.blockHash, hash) ? certificateJson(certificate) : null;
}

/** With its place in the block; those that can't be decoded are left out, and the `transactions` check says so. */
function decodable(block: ChainBlock, verification: Verification, crypto: Crypto): [number, DecodedTransaction][] {
  if (verification.transactions.length === block.transactions.length) return [...verification.transactions.entries()];
  return block.transactions.flatMap(({ raw }, index): [number, DecodedTransaction][] => {
    try {
      return [[index, decodeTransaction(raw, {}, crypto)]];
    } catch (error) {
      if (error instanceof DecodeError) return [];
      throw error;
    }
  });
}

function blockTransactionRow(
  block: ChainBlock,
  index: number,
  tx: DecodedTransaction,
  receipt: ChainReceipt | null,
): Row {
  return [
    bytes(block.hash),
    number(index),
    bytes(tx.hash),
    statusOf(receipt),
    numberOrNull(receipt?.gasUsed),
    numberOrNull(receipt?.cumulativeGasUsed),
    numberOrNull(priceOf(tx, receipt)),
    bytesOrNull(createdContract(tx, receipt)),
    number(receipt?.logs.length ?? 0),
  ];
}

/** A topic longer than 32 bytes is the receipts check's business; a column holds it all the same. */
function logRows(block: ChainBlock, transactions: [number, DecodedTransaction][]): Row[] {
  const hashes = new Map(transactions.map(([index, { hash }]) => [index, hash]));
  let next = 0;
  return block.receipts.flatMap((receipt, index) =>
    receipt.logs.map(({ address, topics: [topic0, topic1, topic2, topic3], data }) => [
      bytes(block.hash),
      number(next++),
      bytes(hashes.get(index) ?? receipt.transactionHash),
      number(index),
      number(block.height),
      bytes(address),
      bytesOrNull(topic0),
      bytesOrNull(topic1),
      bytesOrNull(topic2),
      bytesOrNull(topic3),
      bytes(data),
    ]),
  );
}

/** @param parent null where the block before it is not indexed */
export function decodeBlock(block: ChainBlock, parent: Head | null, facts: ChainFacts, crypto: Crypto): BlockRows {
  const { rules, chainId, validators, genesisHash } = facts;
  const verification = verifyBlock({ block, parent, rules, chainId: chainId || null, validators, genesisHash, crypto });
  if (verification.utxo) return decodeUtxoBlock(block, verification, verification.utxo, facts, crypto);
  const { timeMs, turn, consensus } = readEngineFields(facts, verification.header);
  const stated = block.time?.getTime() ?? (verification.header?.timestamp ?? 0) * 1000;
  const head: Head = { height: block.height, hash: block.hash, timeMs: timeMs ?? stated, turn };
  const transactions = decodable(block, verification, crypto);
  const addresses = new Addresses(block.height, block.hash);
  if (verification.proposer) addresses.seen(verification.proposer, false);
  const included = new Map<string | null | undefined, Row>();
  const blockTransactions = transactions.map(([index, transaction]) => {
    const receipt = block.receipts[index] ?? null;
    addresses.add(index, transaction, receipt);
    const place = { blockHash: block.hash, height: block.height, index, timeMs: head.timeMs, receipt };
    const row = includedRow(transaction, place);
    included.set(row[0], row);
    return blockTransactionRow(block, index, transaction, receipt);
  });
  return {
    head,
    parentHash: block.parentHash,
    verified: verification.verified,
    block: blockRow(block, verification, head, consensus),
    blockTransactions,
    logs: logRows(block, transactions),
    transactions: [...included.values()],
    addressTransactions: addresses.rows,
    addresses: addresses.touches(),
    utxo: [],
  };
}
