/**
 * A block as Ethereum's JSON-RPC shows it (`eth_getBlockByNumber` with whole transactions, `eth_getBlockReceipts`), turned
 * back into the bytes that hashes commit to. What is malformed is refused with its path. What the answer states twice and
 * differently is reported, block by block, so that a damaged recording is shown as damaged. Hashes and senders are taken as
 * stated: `verifyBlock` recomputes them. `totalDifficulty` is committed to by nothing and is left out.
 */
import type { Crypto } from "#server/lib/crypto";
import { DecodeError } from "../errors";
import { encodeHeader, type Header } from "../header";
import { encodeInteger, encodeRlp } from "../rlp";
import { blockSize, unclesHash } from "../roots";
import { type ChainBlock, RECEIPTS_PART } from "../types";
import { Discrepancies } from "./discrepancies";
import { headerFromJson } from "./header";
import { asArray, asData, type Fields, fieldsOf } from "./read";
import { receiptsFromJson } from "./receipt";
import { type BlockContext, transactionFromJson } from "./transaction";

/**
 * @param block the answer's `result`. @param receipts the other answer's `result`; null where there is none
 * @throws DecodeError with the field's path
 */
export function blockFromJsonRpc(block: unknown, receipts: unknown | null, crypto: Crypto): ChainBlock {
  const fields = fieldsOf(block, "block");
  const header = headerFromJson(fields);
  const discrepancies = new Discrepancies();
  const context: BlockContext = { hash: fields.data("hash", 32), header, crypto, discrepancies };
  const read = fields.list("transactions").map((json, index) => transactionFromJson(json, index, context));
  const uncles = fields.has("uncles") ? fields.list("uncles") : [];
  compareUncles(uncles, header, context);
  const result: ChainBlock = {
    hash: context.hash,
    height: header.number,
    parentHash: header.parentHash,
    time: new Date(header.timestamp * 1000),
    header: encode(header),
    transactions: read.map(({ transaction }) => transaction),
    receipts:
      receipts === null
        ? []
        : receiptsFromJson(
            asArray(receipts, "receipts"),
            read.map(({ decoded }) => decoded),
            context,
          ),
    unavailable: receipts === null ? [RECEIPTS_PART] : [],
    size: 0,
    final: false,
    discrepancies: discrepancies.found,
    withdrawals: fields.has("withdrawals") ? withdrawals(fields) : undefined,
    uncles: [],
  };
  result.size = blockSize(result);
  // Uncles come as hashes only, so a block that has some can't be put together whole.
  if (uncles.length === 0) discrepancies.quantity("transactions", fields, "size", result.size);
  else if (fields.has("size")) result.size = fields.number("size");
  return result;
}

function encode(header: Header): Uint8Array {
  try {
    return encodeHeader(header);
  } catch (error) {
    if (error instanceof RangeError) throw new DecodeError("wrongJson", `block: ${error.message}`);
    throw error;
  }
}

function compareUncles(uncles: readonly unknown[], header: Header, { crypto, discrepancies }: BlockContext): void {
  for (const [index, uncle] of uncles.entries()) asData(uncle, `block.uncles[${index}]`, 32);
  const none = unclesHash([], crypto);
  const hasNone = header.unclesHash.every((byte, index) => byte === none[index]);
  discrepancies.compare("transactions", "block.uncles (none)", uncles.length === 0, hasNone);
}

/** EIP-4895. */
function withdrawals(block: Fields): Uint8Array {
  return encodeRlp(
    block.list("withdrawals").map((json, index) => {
      const fields = fieldsOf(json, `block.withdrawals[${index}]`);
      const integer = (name: string) => encodeInteger(fields.quantity(name));
      return [integer("index"), integer("validatorIndex"), fields.data("address", 20), integer("amount")];
    }),
  );
}
