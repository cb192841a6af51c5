/** Transaction and log rows → views. Pure. */
import type { Log, Transaction } from "#prisma";
import { to0x } from "#server/lib/bytes";
import { decimal, optional, time } from "../format";
import { type LogView, TransactionStatus, type TransactionView } from "../schema";
import type { NetworkContext } from "./network";

/** A selector's length on account ledgers. */
const METHOD_BYTES = 4;

export function transactionView(network: NetworkContext, row: Transaction): TransactionView {
  const { format, finalHeight, name } = network;
  const height = optional(row.blockHeight, Number);
  const status = TransactionStatus.safeParse(row.status);
  return {
    network: name,
    hash: format.hash(row.hash),
    ledger: format.ledger,
    status: status.success ? status.data : "unknown",
    blockHeight: height,
    blockHash: optional(row.blockHash, format.hash),
    index: row.index,
    time: optional(row.blockTime, time),
    firstSeenAt: optional(row.firstSeenAt, time),
    final: height !== null && finalHeight !== null && height <= finalHeight,
    type: row.type,
    size: row.size,
    fee: decimal(row.fee),
    from: optional(row.sender, format.address),
    to: optional(row.recipient, format.address),
    value: decimal(row.value),
    nonce: decimal(row.nonce),
    gasLimit: decimal(row.gasLimit),
    gasPrice: decimal(row.gasPrice),
    maxFeePerGas: decimal(row.maxFeePerGas),
    maxPriorityFeePerGas: decimal(row.maxPriorityFeePerGas),
    gasUsed: decimal(row.gasUsed),
    method: row.input && row.input.length >= METHOD_BYTES ? to0x(row.input.subarray(0, METHOD_BYTES)) : null,
    contractAddress: optional(row.contractAddress, format.address),
    version: optional(row.version, Number),
    lockTime: optional(row.lockTime, Number),
    coinbase: row.coinbase,
    virtualSize: row.virtualSize,
    weight: row.weight,
    inputCount: row.inputCount,
    outputCount: row.outputCount,
    dropReason: row.dropReason,
  };
}

export function logView(network: NetworkContext, row: Log): LogView {
  const { format } = network;
  return {
    index: row.index,
    address: format.address(row.address),
    topics: [row.topic0, row.topic1, row.topic2, row.topic3].flatMap((topic) => (topic ? [to0x(topic)] : [])),
    data: to0x(row.data),
    blockHeight: Number(row.height),
    transactionHash: format.hash(row.transactionHash),
    transactionIndex: row.transactionIndex,
  };
}
