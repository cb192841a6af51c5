/**
 * Verifies a block from what it carries: its hash, its parent, every transaction and sender, receipts and seals. Says what
 * was checked and what was not; never throws on a bad block, because a block that fails is to be shown as failing. State
 * roots are not recomputed here: that takes an execution.
 */
import type { Crypto } from "#server/lib/crypto";
import { CHAINGLASS_POA } from "../block-hash";
import { DecodeError } from "../errors";
import { decodeHeader, type Header } from "../header";
import { type PoaValidator, verifyCertificate, verifyProposerSeal } from "../seal/poa";
import { decodeTransaction } from "../transaction/decode";
import type { DecodedTransaction } from "../transaction/types";
import type { ChainBlock } from "../types";
import { checkSenders, checkTransactions } from "./check-body";
import { checkHash, checkParent, type ParentFacts } from "./check-header";
import { checkReceipts } from "./check-receipts";
import { failed, NOT_APPLICABLE, OK } from "./findings";
import { CHECK_NAMES, type CheckName, type CheckResult, type Verification } from "./types";

export interface VerifyInput {
  readonly block: ChainBlock;
  /** Null where it is not known, as at the beginning of a range. */
  readonly parent: ParentFacts | null;
  readonly rules: string;
  /** Null: not known, and so not compared. */
  readonly chainId: number | null;
  readonly validators: readonly PoaValidator[];
  /** Votes sign it: without it a certificate is not checked. */
  readonly genesisHash?: Uint8Array | null | undefined;
  readonly crypto: Crypto;
}

export function verifyBlock(input: VerifyInput): Verification {
  const { block, crypto } = input;
  const header = attempt(() => decodeHeader(block.header));
  const decoded = block.transactions.map(({ raw }) => attempt(() => decodeTransaction(raw, {}, crypto)));
  const checks = typeof header === "string" ? unreadable(header) : runChecks(input, header, decoded);
  for (const { check, field, stated, computed } of block.discrepancies) {
    const name = CHECK_NAMES.find((each) => each === check) ?? "hash";
    if (checks[name].status !== "failed") checks[name] = { status: "failed", detail: field, stated, computed };
  }
  const readable = decoded.findIndex((each) => typeof each === "string");
  return {
    checks,
    verified: isVerified(checks),
    header: typeof header === "string" ? null : header,
    transactions: decoded
      .slice(0, readable === -1 ? decoded.length : readable)
      .filter((each) => typeof each === "object"),
  };
}

type Checks = Record<CheckName, CheckResult>;

function isVerified(checks: Checks): boolean {
  const { hash, parent, transactions, senders } = checks;
  return (
    CHECK_NAMES.every((name) => checks[name].status !== "failed") &&
    [hash, transactions, senders].every(({ status }) => status === "ok") &&
    (parent.status === "ok" || parent.status === "notGiven")
  );
}

function runChecks(input: VerifyInput, header: Header, decoded: readonly (DecodedTransaction | string)[]): Checks {
  const { block, parent, rules, chainId, crypto } = input;
  return {
    hash: guard(() => checkHash(block, header, rules, crypto)),
    parent: guard(() => checkParent(header, parent, rules)),
    transactions: guard(() => checkTransactions(block, header, decoded, crypto)),
    senders: checkSenders(block, decoded, chainId),
    receipts: guard(() => checkReceipts(block, header, decoded, crypto)),
    seal: checkSeal(input, header),
  };
}

function checkSeal(
  { block, rules, chainId, validators, genesisHash, crypto }: VerifyInput,
  header: Header,
): CheckResult {
  // Genesis is agreed upon, not sealed.
  if (rules !== CHAINGLASS_POA || header.number === 0) return NOT_APPLICABLE;
  const { hash, certificate } = block;
  const refusal =
    verifyProposerSeal(header, hash, validators, crypto) ??
    (certificate && genesisHash && chainId !== null
      ? verifyCertificate(certificate, { chainId, genesisHash, height: header.number, hash }, validators, crypto)
      : null);
  return refusal === null ? OK : failed(refusal);
}

function unreadable(detail: string): Checks {
  const result = failed(detail);
  return { hash: result, parent: result, transactions: result, senders: result, receipts: result, seal: result };
}

function guard(check: () => CheckResult): CheckResult {
  const result = attempt(check);
  return typeof result === "string" ? failed(result) : result;
}

function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof DecodeError) return error.detail;
    throw error;
  }
}
