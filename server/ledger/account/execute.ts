/** Executes a block that somebody else has built, and compares every figure that its header states. */
import { type ChainReceipt, type Crypto, decodeExtra, type Header, nextBaseFee } from "#server/chain";
import { to0x } from "#server/lib/bytes";
import { type ExecuteInput, LedgerError } from "../interface";
import { type Admission, libraryReason } from "./admission";
import { refusedByState } from "./against-state";
import { composeHeader, type Refusal, refusedOutcome } from "./header";
import type { Machine } from "./machine";
import { receiptOf } from "./receipts";

const YIELD_EVERY = 8;

export interface ExecuteContext {
  readonly machine: Machine;
  readonly admission: Admission;
  readonly crypto: Crypto;
}

/** The header has passed `refusedHeader`. @returns the receipts, or the first thing that is wrong */
export async function executeBlock(
  input: ExecuteInput,
  context: ExecuteContext,
): Promise<{ ok: true; receipts: ChainReceipt[] } | ({ ok: false } & Refusal)> {
  const { parent, header, transactions } = input;
  const run = await runAll(input, context);
  if (!Array.isArray(run)) return { ok: false, ...run };
  const { timeMs, turn } = decodeExtra(header.extraData);
  const stateRoot = await context.machine.root();
  const computed: Header = composeHeader(
    { parent, coinbase: header.coinbase, timeMs, turn, stateRoot, transactions, receipts: run },
    context.crypto,
  );
  const refusal = refusedOutcome(header, computed);
  return refusal ? { ok: false, ...refusal } : { ok: true, receipts: run };
}

async function runAll(input: ExecuteInput, context: ExecuteContext): Promise<ChainReceipt[] | Refusal> {
  const receipts: ChainReceipt[] = [];
  const gasLimit = input.parent.gasLimit;
  let gasUsed = 0n;
  for (const [index, raw] of input.transactions.entries()) {
    if (index % YIELD_EVERY === YIELD_EVERY - 1) await new Promise((resolve) => setImmediate(resolve));
    const receipt = await runOne(raw, gasUsed, gasLimit - gasUsed, nextBaseFee(input.parent), context);
    if ("code" in receipt) return { ...receipt, reason: `transactions[${index}]: ${receipt.reason}` };
    receipts.push(receipt);
    gasUsed += BigInt(receipt.gasUsed);
  }
  return receipts;
}

async function runOne(
  raw: Uint8Array,
  gasUsed: bigint,
  gasLeft: bigint,
  baseFee: bigint,
  { machine, admission }: ExecuteContext,
): Promise<ChainReceipt | Refusal> {
  const invalid = (reason: string): Refusal => ({ code: "transactionInvalid", reason });
  const admitted = admission.admit(raw);
  if (!admitted.ok) return invalid(`${to0x(admitted.hash)}: ${admitted.code}: ${admitted.reason}`);
  const { transaction, tx } = admitted;
  const name = to0x(transaction.hash);
  if (transaction.gasLimit > gasLeft)
    return invalid(`${name}: gas limit ${transaction.gasLimit}, the block has ${gasLeft} left`);
  const refusal = refusedByState(transaction, await machine.account(transaction.sender), baseFee);
  if (refusal) return invalid(`${name}: ${refusal.code}: ${refusal.reason}`);
  try {
    return receiptOf(transaction, await machine.run(tx, gasUsed), gasUsed, baseFee);
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    return invalid(`${name}: notExecutable: ${libraryReason(error)}`);
  }
}
