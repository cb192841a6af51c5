/**
 * Blocks and receipts of account ledgers from their RLP, as exports and archives hold them. Nothing is stated beside the bytes
 * there: hashes are computed, and a changed header shows at the block that names it as its parent. Throws for what has the
 * wrong shape; whether a transaction inside can be decoded is left to whoever verifies the block.
 */
import { toBigEndian } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { blockHash } from "./block-hash";
import { DecodeError } from "./errors";
import { decodeHeader, type Header } from "./header";
import { asBytes, asList, asListOf, asNumber, decodeRlp, encodeRlp, type RlpItem } from "./rlp";
import { decodeTransaction } from "./transaction/decode";
import { effectiveGasPrice } from "./transaction/fees";
import { type ChainBlock, type ChainReceipt, type ChainTransaction, RECEIPTS_PART } from "./types";

/** The rules' name, or who tells it from the header. */
export type Rules = string | { rulesFor(header: Header): string };

/** @param bytes RLP([header, transactions, uncles, withdrawals?]). @throws DecodeError */
export function blockFromRlp(bytes: Uint8Array, rules: Rules, crypto: Crypto): ChainBlock {
  const [header, ...body] = asListOf(decodeRlp(bytes, "block"), [3, 4], "block");
  return assemble(encodeRlp(asList(header, "header")), body, bytes.length, rules, crypto);
}

/** @param body RLP([transactions, uncles, withdrawals?]). @throws DecodeError */
export function blockFromParts(header: Uint8Array, body: Uint8Array, rules: Rules, crypto: Crypto): ChainBlock {
  const items = asListOf(decodeRlp(body, "body"), [2, 3], "body");
  const size = encodeRlp([decodeRlp(header, "header"), ...items]).length;
  return assemble(header, items, size, rules, crypto);
}

function assemble(
  headerRlp: Uint8Array,
  body: readonly RlpItem[],
  size: number,
  rules: Rules,
  crypto: Crypto,
): ChainBlock {
  const header = decodeHeader(headerRlp);
  const [transactions, uncles, withdrawals] = body;
  return {
    hash: blockHash(typeof rules === "string" ? rules : rules.rulesFor(header), headerRlp, crypto),
    height: header.number,
    parentHash: header.parentHash,
    time: new Date(header.timestamp * 1000),
    header: headerRlp,
    transactions: asList(transactions, "transactions").map((item) => ({ raw: rawOf(item) })),
    receipts: [],
    unavailable: [RECEIPTS_PART],
    size,
    final: false,
    discrepancies: [],
    withdrawals: withdrawals === undefined ? undefined : encodeRlp(asList(withdrawals, "withdrawals")),
    uncles: asList(uncles, "uncles").map((uncle) => encodeRlp(asList(uncle, "uncles"))),
  };
}

/** A legacy transaction stands there as the list it is, an envelope as bytes. */
function rawOf(item: RlpItem): Uint8Array {
  return Array.isArray(item) ? encodeRlp(item) : item;
}

/** Whose transaction it is does not change what it pays. */
const NOBODY = new Uint8Array(20);

/**
 * @param receipts RLP list of receipts (Yellow Paper 4.4.1, EIP-658, EIP-2718), one for each transaction
 * @throws DecodeError
 */
export function receiptsFromRlp(
  receipts: Uint8Array,
  transactions: readonly ChainTransaction[],
  header: Header,
  crypto: Crypto,
): ChainReceipt[] {
  let before = 0;
  return asList(decodeRlp(receipts, "receipts"), "receipts").map((item, index) => {
    const receipt = readReceipt(item, `receipts[${index}]`, before);
    before = receipt.cumulativeGasUsed;
    const raw = transactions[index]?.raw;
    return raw ? { ...receipt, ...paidBy(raw, header, crypto) } : receipt;
  });
}

function paidBy(raw: Uint8Array, header: Header, crypto: Crypto): Partial<ChainReceipt> {
  const transactionHash = crypto.keccak256(raw);
  try {
    const transaction = decodeTransaction(raw, { hash: transactionHash, sender: NOBODY }, crypto);
    return { transactionHash, effectiveGasPrice: toBigEndian(effectiveGasPrice(transaction, header.baseFeePerGas)) };
  } catch (error) {
    if (error instanceof DecodeError) return { transactionHash };
    throw error;
  }
}

function readReceipt(item: RlpItem, what: string, gasBefore: number): ChainReceipt {
  const envelope = Array.isArray(item) ? null : item;
  const body = envelope ? decodeRlp(envelope.subarray(1), what) : item;
  const [status, gas, bloom, logs] = asListOf(body, [4], what);
  const cumulativeGasUsed = asNumber(gas, `${what}.cumulativeGasUsed`);
  return {
    transactionHash: new Uint8Array(32),
    type: envelope?.[0] ?? 0,
    outcome: readOutcome(asBytes(status, `${what}.status`, [0, 1, 32]), what),
    cumulativeGasUsed,
    gasUsed: Math.max(0, cumulativeGasUsed - gasBefore),
    logsBloom: asBytes(bloom, `${what}.logsBloom`, [256]),
    logs: asList(logs, `${what}.logs`).map((log) => {
      const [address, topics, data] = asListOf(log, [3], `${what}.logs`);
      return {
        address: asBytes(address, `${what}.logs.address`, [20]),
        topics: asList(topics, `${what}.logs.topics`).map((topic) => asBytes(topic, `${what}.logs.topics`, [32])),
        data: asBytes(data, `${what}.logs.data`),
      };
    }),
  };
}

function readOutcome(status: Uint8Array, what: string): ChainReceipt["outcome"] {
  if (status.length === 32) return { $case: "postState", value: status };
  if (status.length === 1 && status[0] !== 1)
    throw new DecodeError("nonCanonicalInteger", `${what}.status: ${status[0]}, expected 0 or 1`);
  return { $case: "success", value: status.length === 1 };
}
