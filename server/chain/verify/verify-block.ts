/**
 * Verifies a block from what it carries: its hash, its parent, every transaction and sender, receipts and seals. Says what
 * was checked and what was not; never throws on a bad block, because a block that fails is to be shown as failing. State
 * roots are not recomputed here: that takes an execution. Blocks of utxo ledgers are dispatched by their rules; they have
 * neither senders nor receipts, both are `notApplicable`, and `verified` takes that as fine.
 */
import { attempt } from "../errors";
import { decodeHeader, type Header } from "../header";
import { proposerOf } from "../seal/proposer";
import { decodeTransaction } from "../transaction/decode";
import type { DecodedTransaction } from "../transaction/types";
import type { ChainBlock } from "../types";
import { utxoNetworkOf } from "../utxo/networks";
import { checkSenders, checkTransactions } from "./check-body";
import { checkHash, checkParent } from "./check-header";
import { checkReceipts } from "./check-receipts";
import { checkSeal } from "./check-seal";
import { failed } from "./findings";
import type { VerifyInput } from "./input";
import { CHECK_NAMES, type CheckName, type CheckResult, type Verification } from "./types";
import { verifyUtxoParts } from "./verify-utxo";

export function verifyBlock(input: VerifyInput): Verification {
  const { block, parent, crypto } = input;
  const network = utxoNetworkOf(input.rules);
  if (!network) return verifyAccountBlock(input);
  const { checks, ...utxo } = verifyUtxoParts(block, parent, network, crypto);
  countDiscrepancies(checks, block);
  return { checks, verified: isVerified(checks), header: null, proposer: null, transactions: [], utxo };
}

function verifyAccountBlock(input: VerifyInput): Verification {
  const { block, crypto } = input;
  const header = attempt(() => decodeHeader(block.header));
  const decoded = block.transactions.map(({ raw }) => attempt(() => decodeTransaction(raw, {}, crypto)));
  const checks = typeof header === "string" ? unreadable(header) : runChecks(input, header, decoded);
  countDiscrepancies(checks, block);
  const readable = decoded.findIndex((each) => typeof each === "string");
  return {
    checks,
    verified: isVerified(checks),
    header: typeof header === "string" ? null : header,
    proposer: typeof header === "string" ? null : proposerOf(header, input.rules, crypto),
    transactions: decoded
      .slice(0, readable === -1 ? decoded.length : readable)
      .filter((each) => typeof each === "object"),
    utxo: null,
  };
}

type Checks = Record<CheckName, CheckResult>;

/** What the source states twice and differently fails the check that it belongs to. */
function countDiscrepancies(checks: Checks, block: ChainBlock): void {
  for (const { check, field, stated, computed } of block.discrepancies) {
    const name = CHECK_NAMES.find((each) => each === check) ?? "hash";
    if (checks[name].status !== "failed") checks[name] = { status: "failed", detail: field, stated, computed };
  }
}

function isVerified(checks: Checks): boolean {
  const { hash, transactions, senders } = checks;
  return (
    CHECK_NAMES.every((name) => checks[name].status !== "failed") &&
    [hash, transactions].every(({ status }) => status === "ok") &&
    (senders.status === "ok" || senders.status === "notApplicable")
  );
}

function runChecks(input: VerifyInput, header: Header, decoded: readonly (DecodedTransaction | string)[]): Checks {
  const { block, parent, rules, chainId, crypto } = input;
  return {
    hash: guard(() => checkHash(block, header, { rules, chainId }, crypto)),
    parent: guard(() => checkParent(header, parent, rules)),
    transactions: guard(() => checkTransactions(block, header, decoded, crypto)),
    senders: checkSenders(block, decoded, chainId),
    receipts: guard(() => checkReceipts(block, header, decoded, crypto)),
    seal: guard(() => checkSeal(input, header)),
  };
}

function unreadable(detail: string): Checks {
  const result = failed(detail);
  return { hash: result, parent: result, transactions: result, senders: result, receipts: result, seal: result };
}

function guard(check: () => CheckResult): CheckResult {
  const result = attempt(check);
  return typeof result === "string" ? failed(result) : result;
}
