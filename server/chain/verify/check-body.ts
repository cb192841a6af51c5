/** The checks `transactions` and `senders`: the body against the header's roots, and every signature. */
import { to0x } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import type { Header } from "../header";
import { transactionsRoot, unclesHash, withdrawalsRoot } from "../roots";
import type { DecodedTransaction } from "../transaction/types";
import type { ChainBlock } from "../types";
import { agrees, counted, differs, failed, firstOf } from "./findings";
import type { CheckResult } from "./types";

/** @param decoded each transaction, or why it can't be decoded. @throws DecodeError */
export function checkTransactions(
  block: ChainBlock,
  header: Header,
  decoded: readonly (DecodedTransaction | string)[],
  crypto: Crypto,
): CheckResult {
  const raws = block.transactions.map(({ raw }) => raw);
  const root = transactionsRoot(raws, crypto);
  return firstOf(
    (function* () {
      yield differs("transactionsRoot", header.transactionsRoot, root);
      for (const [index, transaction] of decoded.entries()) {
        const stated = block.transactions[index]?.hash;
        if (typeof transaction === "string") yield failed(`transactions[${index}]: ${transaction}`);
        else if (stated) yield differs(`transactions[${index}].hash`, stated, transaction.hash);
      }
      yield checkUncles(block, header, crypto);
      if (block.withdrawals)
        yield differs("withdrawalsRoot", header.withdrawalsRoot, withdrawalsRoot(block.withdrawals, crypto));
    })(),
    () => agrees(`root over ${counted(raws.length, "transaction")}`, header.transactionsRoot, root),
  );
}

/** A source may lack the uncles' headers; those that it gives have to be the right ones. */
function checkUncles(block: ChainBlock, header: Header, crypto: Crypto): CheckResult | null {
  return block.uncles.length === 0 ? null : differs("unclesHash", header.unclesHash, unclesHash(block.uncles, crypto));
}

/** @param chainId null: not known, and so not compared */
export function checkSenders(
  block: ChainBlock,
  decoded: readonly (DecodedTransaction | string)[],
  chainId: number | null,
): CheckResult {
  return firstOf(
    (function* () {
      for (const [index, transaction] of decoded.entries()) {
        const field = `transactions[${index}]`;
        const stated = block.transactions[index]?.sender;
        if (typeof transaction === "string") yield failed(`${field}: ${transaction}`);
        else if (!transaction.sender) yield failed(`${field} (${to0x(transaction.hash)}): the signature fits no key`);
        else {
          if (stated) yield differs(`${field}.sender`, stated, transaction.sender);
          if (chainId !== null && transaction.chainId !== null)
            yield differs(`${field}.chainId`, transaction.chainId, chainId);
        }
      }
    })(),
    () => ({
      status: "ok",
      detail: `${counted(decoded.length, "signature")} recovered to ${decoded.length === 1 ? "its sender" : "their senders"}`,
    }),
  );
}
