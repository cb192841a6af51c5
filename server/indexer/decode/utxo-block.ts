/**
 * A block of a utxo ledger → rows. What its transactions spend stands in other blocks: fees, and whom they take from, are
 * added where the rows are committed. There are no receipts: to be included is to have succeeded.
 */
import {
  type ChainBlock,
  DecodeError,
  decodeUtxoTransaction,
  targetOf,
  type UtxoContent,
  type UtxoHeader,
  type UtxoTransaction,
  utxoNetworkOf,
  type Verification,
} from "#server/chain";
import { toHex } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import type { ChainFacts } from "./facts";
import type { BlockRows, Head, PendingRows, UtxoMoves } from "./rows";
import { bytes, bytesList, bytesOrNull, flag, json, number, numberOrNull, type Row, time } from "./values";

/** BIP-141. */
const BLOCK_WEIGHT_MAX = 4_000_000;
const HEADER_BYTES = 80;
/** The target of difficulty 1, by which difficulty is customarily stated. */
const TARGET_OF_ONE = 0xffffn << 208n;

type Placed = readonly [index: number, transaction: UtxoTransaction];

/** With its place in the block; those that can't be decoded are left out, and the `transactions` check says so. */
function decodable(block: ChainBlock, utxo: UtxoContent, rules: string, crypto: Crypto): Placed[] {
  if (utxo.transactions.length === block.transactions.length) return [...utxo.transactions.entries()];
  const network = utxoNetworkOf(rules) ?? undefined;
  return block.transactions.flatMap(({ raw }, index): Placed[] => {
    try {
      return [[index, decodeUtxoTransaction(raw, crypto, network)]];
    } catch (error) {
      if (error instanceof DecodeError) return [];
      throw error;
    }
  });
}

/** Without its fraction; null where the header states no target. */
function difficultyOf(header: UtxoHeader | null): bigint | null {
  const target = header && targetOf(header.bits);
  return target ? TARGET_OF_ONE / target : null;
}

function weightOf(transactions: readonly Placed[]): number {
  const count = transactions.length;
  const countBytes = count < 0xfd ? 1 : count <= 0xffff ? 3 : 5;
  return transactions.reduce((sum, [, { weight }]) => sum + weight, 4 * (HEADER_BYTES + countBytes));
}

function blockRow(
  block: ChainBlock,
  { checks, verified }: Verification,
  header: UtxoHeader | null,
  transactions: readonly Placed[],
  head: Head,
  engine: string,
): Row {
  const { version, bits, nonce } = header ?? {};
  return [
    bytes(block.hash),
    number(block.height),
    bytes(block.parentHash),
    time(head.timeMs),
    null,
    number(block.transactions.length),
    bytes(header?.merkleRoot ?? new Uint8Array()),
    null,
    null,
    number(block.size),
    null,
    null,
    null,
    number(weightOf(transactions)),
    number(BLOCK_WEIGHT_MAX),
    numberOrNull(difficultyOf(header)),
    null,
    flag(true),
    flag(block.final),
    flag(verified),
    json(checks),
    json({ engine, version, bits, nonce }),
    null,
    bytes(block.header),
  ];
}

const totalOf = (transaction: UtxoTransaction) => transaction.outputs.reduce((sum, { value }) => sum + value, 0n);

const NO_AMOUNTS_OF_ACCOUNTS: Row = [null, null, null, null, null, null];

interface Place {
  readonly block: ChainBlock;
  readonly index: number;
  readonly timeMs: number;
}

/** Its fee is filled in by the commit. `type` tells whether it has witnesses (BIP-144). @param place null: it waits */
function transactionRow(transaction: UtxoTransaction, place: Place | null): Row {
  const { coinbase, inputs, outputs } = transaction;
  return [
    bytes(transaction.hash),
    place ? "success" : "pending",
    inputs.some(({ witness }) => witness.length > 0) ? "1" : "0",
    place && bytes(place.block.hash),
    place && number(place.block.height),
    place && number(place.index),
    place && time(place.timeMs),
    number(transaction.size),
    null,
    null,
    null,
    number(totalOf(transaction)),
    ...NO_AMOUNTS_OF_ACCOUNTS,
    null,
    null,
    number(transaction.version),
    number(transaction.lockTime),
    flag(coinbase),
    number(transaction.virtualSize),
    number(transaction.weight),
    number(inputs.length),
    number(outputs.length),
  ];
}

const encoder = new TextEncoder();

function movesOf(transaction: UtxoTransaction, index: number): UtxoMoves {
  const { hash, coinbase, inputs } = transaction;
  const outputs = transaction.outputs.map((output) => ({
    ...output,
    address: output.address === null ? null : encoder.encode(output.address),
  }));
  return {
    hash,
    index,
    coinbase,
    outputs: outputs.map(({ value, address }) => ({ value, address })),
    spends: coinbase ? [] : inputs.map((input) => ({ hash: input.previousHash, index: input.previousIndex })),
    outputRows: outputs.map(({ value, script, kind, address }, at) => [
      bytes(hash),
      number(at),
      number(value),
      bytes(script),
      kind,
      bytesOrNull(address),
    ]),
    inputRows: inputs.map(({ previousHash, previousIndex, script, witness, sequence }, at) => [
      bytes(hash),
      number(at),
      coinbase ? null : bytes(previousHash),
      coinbase ? null : number(previousIndex),
      bytes(script),
      bytesList(witness),
      number(sequence),
    ]),
  };
}

/** Of a transaction that waits. @throws DecodeError */
export function pendingUtxo(raw: Uint8Array, rules: string, crypto: Crypto): PendingRows {
  const transaction = decodeUtxoTransaction(raw, crypto, utxoNetworkOf(rules) ?? undefined);
  return { row: transactionRow(transaction, null), utxo: movesOf(transaction, 0) };
}

const NO_RECEIPT: Row = [null, null, null, null, "0"];

export function decodeUtxoBlock(
  block: ChainBlock,
  verification: Verification,
  utxo: UtxoContent,
  facts: ChainFacts,
  crypto: Crypto,
): BlockRows {
  const timeMs = block.time?.getTime() ?? (utxo.header?.timestamp ?? 0) * 1000;
  const head: Head = { height: block.height, hash: block.hash, timeMs, turn: null };
  const placed = decodable(block, utxo, facts.rules, crypto);
  // The same id twice in a block can only be a forgery, and its content is the same.
  const once = new Map(placed.map((each) => [toHex(each[1].hash), each]));
  return {
    head,
    parentHash: block.parentHash,
    verified: verification.verified,
    block: blockRow(block, verification, utxo.header, placed, head, facts.engine),
    blockTransactions: placed.map(([index, { hash }]) => [
      bytes(block.hash),
      number(index),
      bytes(hash),
      "success",
      ...NO_RECEIPT,
    ]),
    logs: [],
    transactions: [...once.values()].map(([index, transaction]) =>
      transactionRow(transaction, { block, index, timeMs }),
    ),
    addressTransactions: [],
    addresses: [],
    utxo: [...once.values()].map(([index, transaction]) => movesOf(transaction, index)),
  };
}
