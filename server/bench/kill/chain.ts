/**
 * The chains of a kill run, the same for the same size: one is recorded as JSON, as Ethereum's JSON-RPC shows blocks, for
 * the gateway to replay; the other is played by a scripted node while things are killed, with forks on the way.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCustomCommon, Mainnet } from "@ethereumjs/common";
import { createTxFromRLP } from "@ethereumjs/tx";
import { type ChainBlock, decodeHeader } from "#server/chain";
import { makeBlock, TEST_CHAIN_ID, type TestTransaction, tokenLog, transfer } from "#server/indexer/testing";
import { to0x } from "#server/lib/bytes";

const FILE_BLOCKS = 20;
const RECEIVERS = 200;
const common = createCustomCommon({ chainId: TEST_CHAIN_ID }, Mainnet);
const quantity = (value: number | bigint) => `0x${value.toString(16)}`;

/** Every third transaction writes logs. */
export function makeTransaction(nonce: number): TestTransaction {
  const to = (nonce % RECEIVERS).toString(16).padStart(40, "a");
  const transaction = transfer(nonce, to);
  return nonce % 3 === 0 ? { ...transaction, logs: [tokenLog(nonce), tokenLog(nonce + 1)] } : transaction;
}

export function makeChain(blocks: number, perBlock: number): ChainBlock[] {
  const chain: ChainBlock[] = [];
  for (let height = 0; height < blocks; height++) {
    const count = height === 0 ? 0 : (height * 11) % (2 * perBlock + 1);
    const first = chain.reduce((sum, block) => sum + block.transactions.length, 0);
    const transactions = Array.from({ length: count }, (_, index) => makeTransaction(first + index));
    chain.push(makeBlock(chain.at(-1) ?? null, transactions));
  }
  return chain;
}

function blockJson(block: ChainBlock) {
  const header = decodeHeader(block.header);
  const place = { blockHash: to0x(block.hash), blockNumber: quantity(block.height) };
  return {
    ...place,
    hash: to0x(block.hash),
    number: quantity(block.height),
    parentHash: to0x(header.parentHash),
    sha3Uncles: to0x(header.unclesHash),
    miner: to0x(header.coinbase),
    stateRoot: to0x(header.stateRoot),
    transactionsRoot: to0x(header.transactionsRoot),
    receiptsRoot: to0x(header.receiptsRoot),
    logsBloom: to0x(header.logsBloom),
    difficulty: quantity(header.difficulty),
    gasLimit: quantity(header.gasLimit),
    gasUsed: quantity(header.gasUsed),
    timestamp: quantity(header.timestamp),
    extraData: to0x(header.extraData),
    mixHash: to0x(header.mixHash),
    nonce: to0x(header.nonce),
    baseFeePerGas: quantity(header.baseFeePerGas ?? 0n),
    uncles: [],
    transactions: block.transactions.map((transaction, index) => {
      const fields = createTxFromRLP(transaction.raw, { common }).toJSON();
      const hash = to0x(transaction.hash ?? new Uint8Array());
      const from = to0x(transaction.sender ?? new Uint8Array());
      const at = { ...place, transactionIndex: quantity(index) };
      return { ...fields, ...at, hash, from, type: "0x2", gas: fields.gasLimit, input: fields.data };
    }),
  };
}

function receiptsJson(block: ChainBlock) {
  const place = { blockHash: to0x(block.hash), blockNumber: quantity(block.height) };
  let logs = 0;
  return block.receipts.map((receipt, index) => {
    const at = { ...place, transactionHash: to0x(receipt.transactionHash), transactionIndex: quantity(index) };
    return {
      ...at,
      type: "0x2",
      status: "0x1",
      cumulativeGasUsed: quantity(receipt.cumulativeGasUsed),
      gasUsed: quantity(receipt.gasUsed),
      logsBloom: to0x(receipt.logsBloom),
      effectiveGasPrice: quantity(8),
      logs: receipt.logs.map((log) => ({
        ...at,
        address: to0x(log.address),
        topics: log.topics.map(to0x),
        data: to0x(log.data),
        logIndex: quantity(logs++),
      })),
    };
  });
}

/** @param folder gets files of FILE_BLOCKS blocks, each with their receipts beside them */
export function recordChain(folder: string, chain: readonly ChainBlock[]): void {
  mkdirSync(folder, { recursive: true });
  for (let from = 0; from < chain.length; from += FILE_BLOCKS) {
    const part = chain.slice(from, from + FILE_BLOCKS);
    const receipts = part.map(receiptsJson).filter((each) => each.length > 0);
    writeFileSync(
      join(folder, `${String(from).padStart(6, "0")}.json`),
      JSON.stringify([...part.map(blockJson), ...receipts]),
    );
  }
}
