/** Receipts from `eth_getBlockReceipts`' answer, which repeats much of the block and of the transactions. */
import { toBigEndian } from "#server/lib/bytes";
import { DecodeError } from "../errors";
import { blobBaseFee, blobGasOf } from "../transaction/fees";
import type { DecodedTransaction } from "../transaction/types";
import type { ChainLog, ChainReceipt } from "../types";
import { asData, type Fields, fieldsOf } from "./read";
import type { BlockContext } from "./transaction";

/** @param receipts one for each transaction, in order. @throws DecodeError with the field's path */
export function receiptsFromJson(
  receipts: readonly unknown[],
  transactions: readonly DecodedTransaction[],
  context: BlockContext,
): ChainReceipt[] {
  context.discrepancies.compare("receipts", "receipts.length", receipts.length, transactions.length);
  let logIndex = 0;
  return receipts.map((json, index) => {
    const fields = fieldsOf(json, `receipts[${index}]`);
    const receipt = readReceipt(fields, logIndex, index, context);
    const transaction = transactions[index];
    comparePlace(fields, index, context);
    if (transaction) compareTransaction(fields, receipt, transaction, context);
    logIndex += receipt.logs.length;
    return receipt;
  });
}

function readReceipt(fields: Fields, firstLog: number, index: number, context: BlockContext): ChainReceipt {
  const transactionHash = fields.data("transactionHash", 32);
  return {
    transactionHash,
    type: fields.has("type") ? fields.number("type") : 0,
    outcome: readOutcome(fields),
    cumulativeGasUsed: fields.number("cumulativeGasUsed"),
    gasUsed: fields.number("gasUsed"),
    logsBloom: fields.data("logsBloom", 256),
    logs: fields.list("logs").map((json, at) => {
      const log = fieldsOf(json, `${fields.path}.logs[${at}]`);
      comparePlace(log, index, context);
      context.discrepancies.data("receipts", log, "transactionHash", transactionHash);
      context.discrepancies.quantity("receipts", log, "logIndex", firstLog + at);
      return readLog(log, context);
    }),
    contractAddress: fields.dataOrNull("contractAddress", 20) ?? undefined,
    effectiveGasPrice: fields.has("effectiveGasPrice") ? toBigEndian(fields.quantity("effectiveGasPrice")) : undefined,
  };
}

function readOutcome(fields: Fields): ChainReceipt["outcome"] {
  if (!fields.has("status")) {
    const value = fields.dataOrNull("root", 32);
    return value ? { $case: "postState", value } : undefined;
  }
  const status = fields.quantity("status");
  if (status > 1n) throw new DecodeError("wrongJson", `${fields.path}.status: ${status}, expected 0x0 or 0x1`);
  return { $case: "success", value: status === 1n };
}

function readLog(log: Fields, { discrepancies }: BlockContext): ChainLog {
  const { removed } = log.json;
  if (removed !== undefined) discrepancies.compare("receipts", `${log.path}.removed`, removed !== false, false);
  return {
    address: log.data("address", 20),
    topics: log.list("topics").map((topic, index) => asData(topic, `${log.path}.topics[${index}]`, 32)),
    data: log.data("data"),
  };
}

/** Where the block, a receipt and its logs say that they stand. */
function comparePlace(fields: Fields, index: number, { discrepancies, hash, header }: BlockContext): void {
  discrepancies.data("receipts", fields, "blockHash", hash);
  discrepancies.quantity("receipts", fields, "blockNumber", header.number);
  discrepancies.quantity("receipts", fields, "blockTimestamp", header.timestamp);
  discrepancies.quantity("receipts", fields, "transactionIndex", index);
}

function compareTransaction(
  fields: Fields,
  receipt: ChainReceipt,
  transaction: DecodedTransaction,
  { discrepancies, header }: BlockContext,
): void {
  discrepancies.data("receipts", fields, "from", transaction.sender);
  discrepancies.data("receipts", fields, "to", transaction.recipient);
  const created = receipt.outcome?.$case === "success" && !receipt.outcome.value ? null : transaction.contractAddress;
  // Of a failed creation, some sources name the address that it would have had.
  if (fields.has("contractAddress") || created)
    discrepancies.data("receipts", fields, "contractAddress", transaction.contractAddress);
  if (transaction.type !== 3) return;
  discrepancies.quantity("receipts", fields, "blobGasUsed", blobGasOf(transaction));
  // After Cancun the price follows a schedule that a block does not state.
  if (header.excessBlobGas !== undefined && header.requestsHash === undefined)
    discrepancies.quantity("receipts", fields, "blobGasPrice", blobBaseFee(header.excessBlobGas));
}
