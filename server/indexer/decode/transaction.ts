/** A transaction's row: from a block with its receipt, or from a pool. */
import type { ChainReceipt, DecodedTransaction } from "#server/chain";
import { fromBigEndian } from "#server/lib/bytes";
import { bytes, bytesOrNull, number, numberOrNull, type Row, time } from "./values";

export interface Inclusion {
  readonly blockHash: Uint8Array;
  readonly height: number;
  readonly index: number;
  readonly timeMs: number;
  readonly receipt: ChainReceipt | null;
}

export type InclusionStatus = "success" | "failed" | "unknown";

/** `unknown` where the source gives no receipt, or one of before EIP-658, which does not say. */
export function statusOf(receipt: ChainReceipt | null): InclusionStatus {
  if (receipt?.outcome?.$case !== "success") return "unknown";
  return receipt.outcome.value ? "success" : "failed";
}

export function priceOf(transaction: DecodedTransaction, receipt: ChainReceipt | null): bigint | null {
  if (receipt?.effectiveGasPrice !== undefined) return fromBigEndian(receipt.effectiveGasPrice);
  return transaction.gasPrice;
}

/** Null where there is no creation, or none that is known to have succeeded. */
export function createdContract(transaction: DecodedTransaction, receipt: ChainReceipt | null): Uint8Array | null {
  if (receipt?.contractAddress && receipt.contractAddress.length > 0) return receipt.contractAddress;
  return receipt && statusOf(receipt) === "success" ? transaction.contractAddress : null;
}

function amounts(transaction: DecodedTransaction): Row {
  return [
    bytesOrNull(transaction.sender),
    bytesOrNull(transaction.recipient),
    number(transaction.value),
    number(transaction.nonce),
    number(transaction.gasLimit),
    numberOrNull(transaction.gasPrice),
    numberOrNull(transaction.maxFeePerGas),
    numberOrNull(transaction.maxPriorityFeePerGas),
    bytes(transaction.input),
  ];
}

/** Version, lock time, coinbase, virtual size, weight, inputs and outputs: what utxo ledgers have instead. */
const NOT_UTXO: Row = [null, null, null, null, null, null, null];

export function includedRow(transaction: DecodedTransaction, inclusion: Inclusion): Row {
  const { receipt } = inclusion;
  const price = priceOf(transaction, receipt);
  const fee = receipt && price !== null ? price * BigInt(receipt.gasUsed) : null;
  return [
    bytes(transaction.hash),
    statusOf(receipt),
    number(transaction.type),
    bytes(inclusion.blockHash),
    number(inclusion.height),
    number(inclusion.index),
    time(inclusion.timeMs),
    number(transaction.size),
    numberOrNull(fee),
    ...amounts(transaction),
    numberOrNull(receipt?.gasUsed),
    bytesOrNull(createdContract(transaction, receipt)),
    ...NOT_UTXO,
  ];
}

export function pendingRow(transaction: DecodedTransaction): Row {
  const size = number(transaction.size);
  const type = number(transaction.type);
  return [
    bytes(transaction.hash),
    "pending",
    type,
    null,
    null,
    null,
    null,
    size,
    null,
    ...amounts(transaction),
    null,
    null,
    ...NOT_UTXO,
  ];
}
