/** The check `receipts`: against the header's root, against the transactions, and each receipt in itself. */
import { fromBigEndian } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import type { Header } from "../header";
import { bloomOf, joinBlooms } from "../receipt";
import { receiptsRoot } from "../roots";
import { effectiveGasPrice } from "../transaction/fees";
import type { DecodedTransaction } from "../transaction/types";
import { type ChainBlock, type ChainReceipt, RECEIPTS_PART } from "../types";
import { agrees, counted, differs, failed, firstOf, notGiven } from "./findings";
import type { CheckResult } from "./types";

export function checkReceipts(
  block: ChainBlock,
  header: Header,
  decoded: readonly (DecodedTransaction | string)[],
  crypto: Crypto,
): CheckResult {
  const { receipts, transactions } = block;
  if (receipts.length === 0 && (transactions.length > 0 || block.unavailable.includes(RECEIPTS_PART)))
    return notGiven("the source holds no receipts");
  const root = receiptsRoot(receipts, crypto);
  return firstOf(
    (function* () {
      yield differs("number of receipts", receipts.length, transactions.length);
      let before = 0;
      for (const [index, receipt] of receipts.entries()) {
        yield* receiptFindings(receipt, `receipts[${index}]`, before, crypto);
        const transaction = decoded[index];
        if (typeof transaction === "object") yield* pairFindings(receipt, transaction, `receipts[${index}]`, header);
        before = receipt.cumulativeGasUsed;
      }
      yield differs("receiptsRoot", header.receiptsRoot, root);
      yield differs("header.gasUsed", header.gasUsed, BigInt(before));
      yield differs("header.logsBloom", header.logsBloom, joinBlooms(receipts.map((receipt) => receipt.logsBloom)));
    })(),
    () => agrees(`root over ${counted(receipts.length, "receipt")}, gas ${header.gasUsed}`, header.receiptsRoot, root),
  );
}

function* receiptFindings(receipt: ChainReceipt, field: string, gasBefore: number, crypto: Crypto) {
  if (!receipt.outcome) yield failed(`${field}: neither a status nor a state root`);
  yield differs(`${field}.gasUsed`, receipt.gasUsed, receipt.cumulativeGasUsed - gasBefore);
  yield differs(`${field}.logsBloom`, receipt.logsBloom, bloomOf(receipt.logs, crypto));
}

function* pairFindings(receipt: ChainReceipt, transaction: DecodedTransaction, field: string, header: Header) {
  yield differs(`${field}.transactionHash`, receipt.transactionHash, transaction.hash);
  yield differs(`${field}.type`, receipt.type, transaction.type);
  if (receipt.contractAddress)
    yield differs(`${field}.contractAddress`, receipt.contractAddress, transaction.contractAddress);
  if (receipt.effectiveGasPrice)
    yield differs(
      `${field}.effectiveGasPrice`,
      fromBigEndian(receipt.effectiveGasPrice),
      effectiveGasPrice(transaction, header.baseFeePerGas),
    );
}
