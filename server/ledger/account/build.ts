/**
 * Builds a block: tries transactions in the order given until the gas or the time is used up. What is not executable on
 * this parent is rejected with its code; what may become so (a nonce gap, a fee below this block's base fee, no room) is
 * left for a later block, together with whatever its sender has behind it.
 */
import type { Crypto } from "#server/chain";
import { decodeExtra, nextBaseFee } from "#server/chain";
import { toHex } from "#server/lib/bytes";
import type { BuildInput, BuiltBlock, RejectedTransaction } from "../interface";
import { LedgerError } from "../interface";
import { type Admission, type Admitted, libraryReason } from "./admission";
import { refusedByState } from "./against-state";
import { composeHeader } from "./header";
import type { Machine } from "./machine";
import { receiptOf } from "./receipts";

/** A block has to be quick: whoever waits for it counts this against the turn. */
export const BUILD_TIME_MAX_MS = 400;

/** The cheapest transaction. */
const GAS_MIN = 21_000n;

/** Other requests are answered after this many transactions. */
const YIELD_EVERY = 8;

export interface BuildContext {
  readonly machine: Machine;
  readonly admission: Admission;
  readonly crypto: Crypto;
  /** Whether the caller has given up. */
  readonly aborted: () => boolean;
}

type Attempt = "included" | "left" | RejectedTransaction;

/** When the block is dated: never before its parent. @throws DecodeError */
export function buildTimeMs(input: Pick<BuildInput, "parent" | "timeMs">): number {
  return Math.max(input.timeMs, decodeExtra(input.parent.extraData).timeMs);
}

export async function buildBlock(input: Omit<BuildInput, "signal">, context: BuildContext): Promise<BuiltBlock> {
  const { machine, crypto, aborted } = context;
  const deadline = performance.now() + (input.timeMaxMs ?? BUILD_TIME_MAX_MS);
  const filling = new Filling(input, context);
  const rejected: RejectedTransaction[] = [];
  let left = 0;
  for (const [index, raw] of input.transactions.entries()) {
    if (index % YIELD_EVERY === YIELD_EVERY - 1) await new Promise((resolve) => setImmediate(resolve));
    if (aborted()) throw new LedgerError("aborted", "the caller has given the block up");
    if (performance.now() >= deadline || filling.gasLeft < GAS_MIN) {
      left += input.transactions.length - index;
      break;
    }
    const attempt = await filling.attempt(raw);
    if (attempt === "left") left++;
    else if (attempt !== "included") rejected.push(attempt);
  }
  const { transactions, receipts } = filling;
  const stateRoot = await machine.root();
  const timeMs = buildTimeMs(input);
  const header = composeHeader({ ...input, timeMs, stateRoot, transactions, receipts }, crypto);
  return { header, transactions, receipts, rejected, left };
}

/** A block while it fills. */
class Filling {
  readonly transactions: BuiltBlock["transactions"] = [];
  readonly receipts: BuiltBlock["receipts"] = [];
  private readonly baseFee: bigint;
  private readonly waitingSenders = new Set<string>();
  private gasUsed = 0n;

  constructor(
    private readonly input: Omit<BuildInput, "signal">,
    private readonly context: BuildContext,
  ) {
    this.baseFee = nextBaseFee(input.parent);
  }

  get gasLeft(): bigint {
    return this.input.parent.gasLimit - this.gasUsed;
  }

  async attempt(raw: Uint8Array): Promise<Attempt> {
    const admitted = this.context.admission.admit(raw);
    if (!admitted.ok) return { hash: admitted.hash, code: admitted.code, reason: admitted.reason };
    const sender = toHex(admitted.transaction.sender);
    if (this.waitingSenders.has(sender)) return "left";
    const attempt = await this.execute(raw, admitted);
    if (attempt === "left") this.waitingSenders.add(sender);
    return attempt;
  }

  private async execute(raw: Uint8Array, { tx, transaction }: Extract<Admitted, { ok: true }>): Promise<Attempt> {
    const { machine } = this.context;
    const { hash } = transaction;
    if (transaction.gasLimit > this.gasLeft) return "left";
    const refusal = refusedByState(transaction, await machine.account(transaction.sender), this.baseFee);
    if (refusal?.code === "nonceTooHigh" || refusal?.code === "feeTooLow") return "left";
    if (refusal) return { hash, ...refusal };
    try {
      const result = await machine.run(tx, this.gasUsed);
      this.receipts.push(receiptOf(transaction, result, this.gasUsed, this.baseFee));
      this.transactions.push(raw);
      this.gasUsed += result.totalGasSpent;
      return "included";
    } catch (error) {
      if (error instanceof LedgerError) throw error;
      return { hash, code: "notExecutable", reason: libraryReason(error) };
    }
  }
}
