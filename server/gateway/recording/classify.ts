/**
 * What a recorded JSON file holds: blocks with whole transactions, or receipts. JSON-RPC answers as given (`result` inside),
 * bare results, and arrays of either. Pure.
 */

export interface Part {
  readonly kind: "block" | "receipts";
  readonly value: unknown;
}

const EXPECTED =
  "expected a block with whole transactions (eth_getBlockByNumber with true), an array of such blocks, or the array of a block's receipts (eth_getBlockReceipts), bare or as the `result` of a JSON-RPC answer";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isBlock = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && "parentHash" in value && "stateRoot" in value;
const isReceipt = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && "transactionHash" in value && "cumulativeGasUsed" in value;

function unwrap(value: unknown): unknown {
  return isRecord(value) && "result" in value ? value.result : value;
}

const MARKS = ["result", "error", "hash", "parentHash", "stateRoot", "transactions", "transactionHash"];

/** Whether it is plainly something else: an object without a single field of a block, a receipt or an answer. */
export function isOther(json: unknown): boolean {
  return isRecord(json) && !MARKS.some((name) => name in json);
}

/** @returns the parts, or a sentence on what was expected */
export function classify(json: unknown): Part[] | string {
  const value = unwrap(json);
  if (isRecord(json) && "error" in json && !("result" in json)) return "a JSON-RPC error answer, not a recording";
  if (isBlock(value)) return blockPart(value);
  if (!Array.isArray(value) || value.length === 0) return EXPECTED;
  const items: unknown[] = value.map(unwrap);
  if (items.every(isReceipt)) return [{ kind: "receipts", value: items }];
  const parts: Part[] = [];
  for (const [index, item] of items.entries()) {
    if (isBlock(item)) {
      const part = blockPart(item);
      if (typeof part === "string") return `item ${index}: ${part}`;
      parts.push(...part);
    } else if (Array.isArray(item) && item.every(isReceipt)) {
      if (item.length > 0) parts.push({ kind: "receipts", value: item });
    } else return `item ${index} is neither a block nor receipts; ${EXPECTED}`;
  }
  return parts;
}

function blockPart(block: Record<string, unknown>): Part[] | string {
  if (!Array.isArray(block.transactions)) return "`transactions` is not an array";
  const bare = block.transactions.findIndex((transaction) => !isRecord(transaction));
  if (bare >= 0) return `transactions[${bare}] is only a hash: the block has to be asked for with whole transactions`;
  return [{ kind: "block", value: block }];
}
