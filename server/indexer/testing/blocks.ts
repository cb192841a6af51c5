/** For tests: small, wholly valid Ethereum blocks with signed transfers. */

import { createCustomCommon, Mainnet } from "@ethereumjs/common";
import { createFeeMarket1559Tx } from "@ethereumjs/tx";
import {
  addressOf,
  blockHash,
  bloomOf,
  type ChainBlock,
  type ChainLog,
  type ChainReceipt,
  ETHEREUM,
  encodeHeader,
  type Header,
  joinBlooms,
  receiptsRoot,
  transactionsRoot,
} from "#server/chain";
import { fromHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";

/** No public chain: those have a schedule that short test chains do not keep. */
export const TEST_CHAIN_ID = 1337;
/** The library's own keccak takes milliseconds for a transaction that carries much. */
const customCrypto = { keccak256: nativeCrypto.keccak256 };
const common = createCustomCommon({ chainId: TEST_CHAIN_ID }, Mainnet, { customCrypto });
const KEY = fromHex("11".repeat(32));
export const SENDER = addressOf(nativeCrypto.publicKey(KEY), nativeCrypto);
const EMPTY_UNCLES = fromHex("1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");

export interface TestTransaction {
  readonly raw: Uint8Array;
  readonly hash: Uint8Array;
  readonly logs?: readonly ChainLog[];
}

/** @param data what it carries besides */
export function transfer(nonce: number, to = "22".repeat(20), data: Uint8Array = new Uint8Array(0)): TestTransaction {
  const tx = createFeeMarket1559Tx(
    {
      chainId: BigInt(TEST_CHAIN_ID),
      nonce: BigInt(nonce),
      to: `0x${to}`,
      value: 1n,
      data,
      gasLimit: 21_000n + 40n * BigInt(data.length),
      maxFeePerGas: 10n,
      maxPriorityFeePerGas: 1n,
    },
    { common },
  ).sign(KEY);
  return { raw: tx.serialize(), hash: tx.hash() };
}

/** One log of a transfer, as a token writes it. */
export function tokenLog(amount: number): ChainLog {
  const topic = (byte: number) => new Uint8Array(32).fill(byte);
  return { address: fromHex("33".repeat(20)), topics: [topic(0xdd), topic(amount % 251)], data: topic(amount % 7) };
}

function receiptOf(transaction: TestTransaction, index: number): ChainReceipt {
  return {
    transactionHash: transaction.hash,
    type: 2,
    outcome: { $case: "success", value: true },
    cumulativeGasUsed: 21_000 * (index + 1),
    gasUsed: 21_000,
    logsBloom: bloomOf(transaction.logs ?? [], nativeCrypto),
    logs: [...(transaction.logs ?? [])],
    effectiveGasPrice: Uint8Array.of(8),
  };
}

/** @param salt makes another block of the same height and content */
export function makeBlock(parent: ChainBlock | null, transactions: TestTransaction[], salt = 0): ChainBlock {
  const receipts = transactions.map(receiptOf);
  const height = parent ? parent.height + 1 : 0;
  const timestamp = 1_700_000_000 + height * 12;
  const header: Header = {
    parentHash: parent?.hash ?? new Uint8Array(32),
    unclesHash: EMPTY_UNCLES,
    coinbase: new Uint8Array(20).fill(9),
    stateRoot: new Uint8Array(32).fill(7),
    transactionsRoot: transactionsRoot(
      transactions.map(({ raw }) => raw),
      nativeCrypto,
    ),
    receiptsRoot: receiptsRoot(receipts, nativeCrypto),
    logsBloom: joinBlooms(receipts.map((receipt) => receipt.logsBloom)),
    difficulty: 0n,
    number: height,
    gasLimit: 30_000_000n,
    gasUsed: BigInt(21_000 * transactions.length),
    timestamp,
    extraData: Uint8Array.of(salt),
    mixHash: new Uint8Array(32),
    nonce: new Uint8Array(8),
    baseFeePerGas: 7n,
  };
  const encoded = encodeHeader(header);
  return {
    hash: blockHash(ETHEREUM, encoded, nativeCrypto),
    height,
    parentHash: header.parentHash,
    time: new Date(timestamp * 1000),
    header: encoded,
    transactions: transactions.map(({ raw, hash }) => ({ raw, hash, sender: SENDER })),
    receipts,
    unavailable: [],
    size: encoded.length + transactions.reduce((sum, { raw }) => sum + raw.length, 0),
    final: false,
    discrepancies: [],
    uncles: [],
  };
}
