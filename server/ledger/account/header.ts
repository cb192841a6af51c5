/** The header of a block of ours: composed from an execution, and the parts of one that no execution is needed to check. */
import {
  type ChainReceipt,
  type Crypto,
  DecodeError,
  decodeExtra,
  encodeExtra,
  type Header,
  joinBlooms,
  type MemberChange,
  nextBaseFee,
  ownBlockHash,
  receiptsRoot,
  transactionsRoot,
  unclesHash,
} from "#server/chain";
import { equalBytes, to0x } from "#server/lib/bytes";
import type { ExecuteRefusalCode } from "../interface";

const ZERO_HASH = new Uint8Array(32);

export interface Refusal {
  readonly code: ExecuteRefusalCode;
  readonly reason: string;
}

export interface Composition {
  readonly parent: Header;
  readonly coinbase: Uint8Array;
  readonly timeMs: number;
  readonly turn: number;
  readonly change?: MemberChange | null | undefined;
  readonly stateRoot: Uint8Array;
  readonly transactions: readonly Uint8Array[];
  readonly receipts: readonly ChainReceipt[];
}

export function composeHeader(block: Composition, crypto: Crypto): Header {
  const { parent, receipts, timeMs, turn, change = null } = block;
  return {
    parentHash: ownBlockHash(parent, crypto),
    unclesHash: unclesHash([], crypto),
    coinbase: block.coinbase,
    stateRoot: block.stateRoot,
    transactionsRoot: transactionsRoot(block.transactions, crypto),
    receiptsRoot: receiptsRoot(receipts, crypto),
    logsBloom: joinBlooms(receipts.map(({ logsBloom }) => logsBloom)),
    difficulty: 0n,
    number: parent.number + 1,
    gasLimit: parent.gasLimit,
    gasUsed: BigInt(receipts.at(-1)?.cumulativeGasUsed ?? 0),
    timestamp: Math.floor(timeMs / 1000),
    extraData: encodeExtra({ timeMs, turn, validators: [], change, seal: new Uint8Array(0) }),
    mixHash: ZERO_HASH,
    nonce: new Uint8Array(8),
    baseFeePerGas: nextBaseFee(parent),
    withdrawalsRoot: transactionsRoot([], crypto),
    blobGasUsed: 0n,
    excessBlobGas: 0n,
    parentBeaconBlockRoot: ZERO_HASH,
  };
}

/** Whatever a block commits to without having been executed. */
export function refusedHeader(
  header: Header,
  parent: Header,
  transactions: readonly Uint8Array[],
  crypto: Crypto,
): Refusal | null {
  try {
    const extra = decodeExtra(header.extraData);
    const parentTimeMs = decodeExtra(parent.extraData).timeMs;
    if (extra.timeMs < parentTimeMs)
      return { code: "timeInvalid", reason: `time ${extra.timeMs} ms is before the parent's, ${parentTimeMs} ms` };
    if (extra.validators.length > 0) return { code: "headerMismatch", reason: "only genesis sets validators" };
    const expected = composeHeader(
      { ...header, parent, timeMs: extra.timeMs, turn: extra.turn, transactions, receipts: [] },
      crypto,
    );
    return firstDifference(header, expected, BEFORE_EXECUTION);
  } catch (error) {
    if (error instanceof DecodeError) return { code: "headerMismatch", reason: error.detail };
    throw error;
  }
}

/** What the execution has computed, against what the header states. */
export function refusedOutcome(header: Header, computed: Header): Refusal | null {
  return firstDifference(header, computed, AFTER_EXECUTION);
}

type Comparison = readonly [field: keyof Header, code: ExecuteRefusalCode];

const BEFORE_EXECUTION: readonly Comparison[] = [
  ["number", "headerMismatch"],
  ["parentHash", "headerMismatch"],
  ["unclesHash", "headerMismatch"],
  ["difficulty", "headerMismatch"],
  ["mixHash", "headerMismatch"],
  ["nonce", "headerMismatch"],
  ["withdrawalsRoot", "headerMismatch"],
  ["blobGasUsed", "headerMismatch"],
  ["excessBlobGas", "headerMismatch"],
  ["parentBeaconBlockRoot", "headerMismatch"],
  ["requestsHash", "headerMismatch"],
  ["timestamp", "timeInvalid"],
  ["gasLimit", "gasLimitMismatch"],
  ["baseFeePerGas", "baseFeeMismatch"],
  ["transactionsRoot", "transactionsRootMismatch"],
];

const AFTER_EXECUTION: readonly Comparison[] = [
  ["gasUsed", "gasUsedMismatch"],
  ["logsBloom", "logsBloomMismatch"],
  ["receiptsRoot", "receiptsRootMismatch"],
  ["stateRoot", "stateRootMismatch"],
];

function firstDifference(stated: Header, computed: Header, comparisons: readonly Comparison[]): Refusal | null {
  for (const [field, code] of comparisons) {
    const left = stated[field];
    const right = computed[field];
    const same = left instanceof Uint8Array && right instanceof Uint8Array ? equalBytes(left, right) : left === right;
    if (!same) return { code, reason: `${field} is ${show(left)}, expected ${show(right)}` };
  }
  return null;
}

function show(value: Header[keyof Header]): string {
  return value instanceof Uint8Array ? to0x(value) : String(value ?? "absent");
}
