/**
 * Believable rows out of a seed: the same seed gives the same hashes, addresses and amounts. Shapes as the indexer writes
 * them; contents are made up, so nothing here verifies.
 */
import { createHash } from "node:crypto";
import type { Prisma } from "#prisma";
import { toHex } from "#server/lib/bytes";

export const VALIDATORS = 4;
const BYTES_PER_TRANSACTION = 112;
const GAS_PER_TRANSFER = 21_000;
const GWEI = 1_000_000_000n;

export function hashOf(...parts: readonly (string | number)[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(parts.join("/")).digest());
}

export function addressOf(...parts: readonly (string | number)[]): Uint8Array<ArrayBuffer> {
  return hashOf("address", ...parts).slice(0, 20);
}

/** 0 to n - 1, the same for the same parts. */
export function draw(n: number, ...parts: readonly (string | number)[]): number {
  return new DataView(hashOf("draw", ...parts).buffer).getUint32(0) % n;
}

export interface Place {
  readonly network: string;
  readonly height: number;
  /** Tells forked siblings apart; 0 is the canonical one. */
  readonly fork: number;
  readonly timeMs: number;
  readonly final: boolean;
  readonly transactions: number;
  readonly failedCheck: boolean;
}

export const blockHashOf = (network: string, height: number, fork: number) => hashOf(network, "block", height, fork);
export const nodeIdOf = (network: string, index: number) => `${network}-${index + 1}`;
export const validatorOf = (network: string, index: number) => addressOf(network, "validator", index);
const accountOf = (network: string, index: number) => addressOf(network, "account", index);
const contractOf = (network: string) => addressOf(network, "contract");

function checksOf(failed: boolean, height: number): Prisma.InputJsonObject {
  const ok = { status: "ok" };
  const receipts = failed
    ? {
        status: "failed",
        stated: `0x${toHex(hashOf("stated", height))}`,
        computed: `0x${toHex(hashOf("computed", height))}`,
      }
    : ok;
  return { hash: ok, parent: ok, transactions: ok, senders: ok, receipts, seal: ok };
}

export function blockRow(place: Place): Prisma.BlockCreateManyInput {
  const { network, height, fork, timeMs, final, failedCheck } = place;
  const turn = height + fork;
  const seals = [0, 1, 2].map((index) => ({
    validator: `0x${toHex(validatorOf(network, index))}`,
    signature: `0x${toHex(hashOf("seal", height, index))}${toHex(hashOf("seal", index, height))}00`,
  }));
  return {
    network,
    hash: blockHashOf(network, height, fork),
    height,
    parentHash: blockHashOf(network, height - 1, 0),
    time: new Date(timeMs),
    proposer: validatorOf(network, turn % (VALIDATORS - 1)),
    transactionCount: place.transactions,
    transactionsRoot: hashOf(network, "transactions", height, fork),
    receiptsRoot: hashOf(network, "receipts", height, fork),
    stateRoot: hashOf(network, "state", height, fork),
    size: 600 + BYTES_PER_TRANSACTION * place.transactions,
    gasUsed: String(GAS_PER_TRANSFER * place.transactions),
    gasLimit: "30000000",
    baseFee: String(GWEI),
    difficulty: "0",
    extraData: hashOf(network, "extra", height).slice(0, 12),
    canonical: fork === 0,
    final: final && fork === 0,
    verified: !failedCheck,
    checks: checksOf(failedCheck, height),
    consensus: { engine: "poa", turn },
    ...(final && fork === 0 ? { certificate: { turn, seals } } : {}),
    header: hashOf(network, "header", height, fork),
  };
}

export interface TransactionRows {
  transaction: Prisma.TransactionCreateManyInput;
  place: Prisma.BlockTransactionCreateManyInput;
  logs: Prisma.LogCreateManyInput[];
  addresses: Prisma.AddressTransactionCreateManyInput[];
}

/** The nth transaction of a block; every seventh calls a contract, some of those fail. */
export function transactionRows(place: Place, index: number): TransactionRows {
  const { network, height } = place;
  const hash = hashOf(network, "transaction", height, index);
  const blockHash = blockHashOf(network, height, place.fork);
  const calls = draw(7, hashLabel(hash)) === 0;
  const failed = calls && draw(4, "fails", hashLabel(hash)) === 0;
  const sender = accountOf(network, draw(20, "from", hashLabel(hash)));
  const recipient = calls ? contractOf(network) : accountOf(network, draw(20, "to", hashLabel(hash)));
  const gasUsed = calls ? 48_211 : GAS_PER_TRANSFER;
  const status = failed ? "failed" : "success";
  const logs = calls && !failed ? [transferLog(place, index, hash, sender)] : [];
  return {
    transaction: {
      ...waitingRow(network, hash, sender, recipient, calls, height),
      status,
      blockHash,
      blockHeight: height,
      index,
      blockTime: new Date(place.timeMs),
      firstSeenAt: new Date(place.timeMs - 700),
      fee: String(BigInt(gasUsed) * 2n * GWEI),
      gasUsed: String(gasUsed),
    },
    place: {
      network,
      blockHash,
      index,
      hash,
      status,
      gasUsed: String(gasUsed),
      cumulativeGasUsed: String(gasUsed * (index + 1)),
      effectiveGasPrice: String(2n * GWEI),
      logCount: logs.length,
    },
    logs,
    addresses: [
      { network, address: sender, height, index, blockHash, hash, role: "from" },
      ...(toHex(sender) === toHex(recipient)
        ? []
        : [{ network, address: recipient, height, index, blockHash, hash, role: "to" }]),
    ],
  };
}

const hashLabel = (hash: Uint8Array) => toHex(hash.subarray(0, 8));

function transferLog(place: Place, index: number, hash: Uint8Array<ArrayBuffer>, sender: Uint8Array<ArrayBuffer>) {
  const padded = new Uint8Array(32);
  padded.set(sender, 12);
  return {
    network: place.network,
    blockHash: blockHashOf(place.network, place.height, place.fork),
    index,
    transactionHash: hash,
    transactionIndex: index,
    height: place.height,
    address: contractOf(place.network),
    topic0: hashOf("Transfer(address,address,uint256)"),
    topic1: padded,
    topic2: padded,
    data: hashOf("amount", place.height, index),
  };
}

function waitingRow(
  network: string,
  hash: Uint8Array<ArrayBuffer>,
  sender: Uint8Array<ArrayBuffer>,
  recipient: Uint8Array<ArrayBuffer>,
  calls: boolean,
  nonce: number,
): Prisma.TransactionCreateManyInput {
  return {
    network,
    hash,
    status: "pending",
    type: 2,
    size: BYTES_PER_TRANSACTION,
    sender,
    recipient,
    value: calls ? "0" : String(BigInt(1 + draw(5_000, "value", hashLabel(hash))) * 1_000_000_000_000_000n),
    nonce: String(nonce),
    gasLimit: calls ? "90000" : String(GAS_PER_TRANSFER),
    maxFeePerGas: String(3n * GWEI),
    maxPriorityFeePerGas: String(GWEI),
    input: calls
      ? new Uint8Array([0xa9, 0x05, 0x9c, 0xbb, ...hashOf("input", hashLabel(hash)), ...hashOf("2")])
      : new Uint8Array(0),
  };
}

export function pendingRow(network: string, index: number, firstSeenMs: number): Prisma.TransactionCreateManyInput {
  const hash = hashOf(network, "pending", index);
  const row = waitingRow(
    network,
    hash,
    accountOf(network, index % 20),
    accountOf(network, (index + 1) % 20),
    false,
    index,
  );
  return { ...row, firstSeenAt: new Date(firstSeenMs) };
}
