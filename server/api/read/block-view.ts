/** Block row → view. Pure. */
import type { Block } from "#prisma";
import { majorityOf, quorumOf as twoThirdsOf } from "#server/chain";
import { to0x } from "#server/lib/bytes";
import { decimal, optional, time } from "../format";
import { type BlockDetailView, type BlockView, CheckDetail, type CheckName } from "../schema";
import { findingOf } from "./finding";
import type { NetworkContext } from "./network";

export type BlockRow = Omit<Block, "header" | "certificate" | "indexedAt">;

const CHECK_NAMES: readonly CheckName[] = ["hash", "parent", "transactions", "senders", "receipts", "seal"];

/**
 * A check that the row does not mention was not given.
 * @param hashAt the transaction's hash at an index of the block, where one is known
 */
export function checkDetails(
  json: unknown,
  ledger: "account" | "utxo" = "account",
  hashAt: (index: number) => string | null = () => null,
): Record<CheckName, CheckDetail> {
  const given = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  const detail = (name: CheckName): CheckDetail => {
    const parsed = CheckDetail.safeParse(given[name]);
    if (!parsed.success) return { status: "notGiven" };
    const { stated, computed } = parsed.data;
    const finding = findingOf(parsed.data.detail);
    const transaction = finding && finding.index !== null ? hashAt(finding.index) : null;
    return {
      ...parsed.data,
      ...(stated === undefined ? {} : { stated: asWritten(stated, ledger) }),
      ...(computed === undefined ? {} : { computed: asWritten(computed, ledger) }),
      ...(finding ? { finding: { ...finding, transaction } } : {}),
    };
  };
  return Object.fromEntries(CHECK_NAMES.map((name) => [name, detail(name)])) as Record<CheckName, CheckDetail>;
}

/** Ledgers of that kind write hashes without a prefix. */
function asWritten(value: string, ledger: "account" | "utxo"): string {
  return ledger === "utxo" && /^0x[0-9a-f]{64}$/.test(value) ? value.slice(2) : value;
}

function consensusOf(json: unknown, engine: string): BlockView["consensus"] {
  return { engine, ...(typeof json === "object" && json !== null && !Array.isArray(json) ? json : {}) };
}

export function blockView(network: NetworkContext, row: BlockRow): BlockView {
  const { format, name, nodeIdOf } = network;
  const details = checkDetails(row.checks);
  const proposerAddress = optional(row.proposer, format.address);
  return {
    network: name,
    height: Number(row.height),
    hash: format.hash(row.hash),
    parentHash: format.hash(row.parentHash),
    time: time(row.time),
    proposer: proposerAddress === null ? null : (nodeIdOf.get(proposerAddress) ?? proposerAddress),
    proposerAddress,
    transactionCount: row.transactionCount,
    transactionsRoot: format.hash(row.transactionsRoot),
    receiptsRoot: optional(row.receiptsRoot, format.hash),
    stateRoot: optional(row.stateRoot, format.hash),
    size: row.size,
    gasUsed: decimal(row.gasUsed),
    gasLimit: decimal(row.gasLimit),
    baseFee: decimal(row.baseFee),
    weight: row.weight,
    weightLimit: row.weightLimit,
    difficulty: decimal(row.difficulty),
    extraData: optional(row.extraData, to0x),
    canonical: row.canonical,
    final: row.final,
    verified: row.verified,
    checks: Object.fromEntries(CHECK_NAMES.map((check) => [check, details[check].status])) as BlockView["checks"],
    consensus: consensusOf(row.consensus, network.row.engine),
  };
}

export interface SealRow {
  /** 0x, lower case. */
  readonly validator: string;
  readonly signature: string;
}

const with0x = (text: string) => `0x${text.toLowerCase().replace(/^0x/, "")}`;

/** Null where no certificate is known or it is not of our shape. */
export function certificateOf(json: unknown): { turn: number; seals: SealRow[] } | null {
  if (typeof json !== "object" || json === null) return null;
  const { turn, seals } = json as { turn?: unknown; seals?: unknown };
  if (!Array.isArray(seals)) return null;
  return {
    turn: Number(turn ?? 0),
    seals: seals.flatMap((seal: unknown) => {
      const { validator, signature } = (seal ?? {}) as { validator?: unknown; signature?: unknown };
      if (typeof validator !== "string" || typeof signature !== "string") return [];
      return [{ validator: with0x(validator), signature: with0x(signature) }];
    }),
  };
}

/** How many of the authority set decide: more than half of it under Raft, else more than two thirds; null where there is none. */
export function quorumOf(network: NetworkContext): number | null {
  const count = network.authorities.length;
  if (count === 0) return null;
  return network.row.engine === "raft" ? majorityOf(count) : twoThirdsOf(count);
}

export function certificateView(network: NetworkContext, json: unknown): BlockDetailView["certificate"] {
  const certificate = certificateOf(json);
  if (!certificate) return null;
  return {
    turn: certificate.turn,
    quorum: quorumOf(network),
    seals: certificate.seals.map((seal) => ({ ...seal, id: network.nodeIdOf.get(seal.validator) ?? null })),
  };
}
