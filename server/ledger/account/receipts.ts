/** Receipts from what the EVM says about a transaction. */
import type { RunTxResult } from "@ethereumjs/vm";
import { type ChainReceipt, type DecodedTransaction, effectiveGasPrice } from "#server/chain";
import { toBigEndian } from "#server/lib/bytes";

export function receiptOf(
  transaction: DecodedTransaction,
  result: RunTxResult,
  gasUsedBefore: bigint,
  baseFee: bigint,
): ChainReceipt {
  const success = result.execResult.exceptionError === undefined;
  const receipt: ChainReceipt = {
    transactionHash: transaction.hash,
    type: transaction.type,
    outcome: { $case: "success", value: success },
    cumulativeGasUsed: Number(gasUsedBefore + result.totalGasSpent),
    gasUsed: Number(result.totalGasSpent),
    logsBloom: result.bloom.bitvector,
    logs: (success ? (result.execResult.logs ?? []) : []).map(([address, topics, data]) => ({ address, topics, data })),
    effectiveGasPrice: toBigEndian(effectiveGasPrice(transaction, baseFee)),
  };
  if (success && transaction.contractAddress) receipt.contractAddress = transaction.contractAddress;
  return receipt;
}
