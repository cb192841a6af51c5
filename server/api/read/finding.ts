/**
 * What a check of a block looked at, or what of it does not fit, as a code with its facts: verification keeps one English
 * line a check, and pages have words of their own. A line that is not known here stays the line that it is. Pure.
 */
import type { CheckFinding } from "../schema";

type Facts = Partial<Omit<CheckFinding, "code">>;
type Reader = (match: readonly (string | undefined)[]) => Facts;

const nothing: Reader = () => ({});
const count: Reader = ([, text]) => ({ count: Number(text) });
const height: Reader = ([, text]) => ({ height: Number(text) });

const turns: Reader = ([, text, turn, before]) => ({
  height: Number(text),
  turn: Number(turn),
  before: Number(before),
});

const PATTERNS: readonly (readonly [RegExp, CheckFinding["code"], Reader])[] = [
  [/^the header's hash, and height, parent and time beside it$/, "header", nothing],
  [/^double SHA-256 of the header, and what stands beside it$/, "header", nothing],
  [/^the hash of block (\d+)(?:, its height and time)?$/, "parent", height],
  [/^the hash of block (\d+), its height, time and turn: (\d+) after (\d+)$/, "parent-turn", turns],
  [/^the hash of block (\d+), its height, time and term: (\d+) after (\d+)$/, "parent-term", turns],
  [/^(?:Merkle )?root over (\d+) transactions?$/, "transactions", count],
  [/^(\d+) signatures? recovered to (?:their|its) senders?$/, "senders", count],
  [
    /^root over (\d+) receipts?, gas (\d+)$/,
    "receipts",
    ([, text, gas]) => ({ count: Number(text), gas: gas ?? null }),
  ],
  [/^sealed by the validator in turn$/, "sealed", nothing],
  [
    /^sealed by the validator in turn; (\d+) of (\d+) validators have signed$/,
    "votes",
    ([, text, of]) => ({ count: Number(text), of: Number(of) }),
  ],
  [
    /^sealed by \S+, who led term (\d+)(?:; the certificate beside it is a later block's)?$/,
    "led",
    ([, turn]) => ({ turn: Number(turn) }),
  ],
  [
    /^sealed by \S+, who led term (\d+); (\d+) of (\d+) validators have acknowledged it in that term$/,
    "acknowledged",
    ([, turn, text, of]) => ({ turn: Number(turn), count: Number(text), of: Number(of) }),
  ],
  [/^format and difficulty only: /, "form-only", nothing],
  [/^the hash is not above the target of /, "work", nothing],
  [
    /^sealed by (0x[0-9a-f]{40}), (in|out of) turn among (\d+) signers, difficulty \d+$/,
    "signer",
    ([, address, turn, of]) => ({ address: address ?? null, inTurn: turn === "in", of: Number(of) }),
  ],
  [
    /^proposed by (0x[0-9a-f]{40}); (\d+) of (\d+) validators have committed, \d+ are needed/,
    "committed",
    ([, address, text, of]) => ({ address: address ?? null, count: Number(text), of: Number(of) }),
  ],
  [
    /^transactions\[(\d+)\](?: \(0x[0-9a-f]{64}\))?: the signature fits no key$/,
    "no-key",
    ([, index]) => ({ index: Number(index) }),
  ],
  [
    /^(transactions|receipts)\[(\d+)\]\.(\w+)$/,
    "field",
    ([, , index, field]) => ({ index: Number(index), field: field ?? null }),
  ],
  [
    /^(transactions|receipts)\[(\d+)\]:? (.+)$/,
    "transaction",
    ([, , index, reason]) => ({ index: Number(index), reason: reason ?? null }),
  ],
  [/^(number of receipts|time \(ms\)|[\w.]+)$/, "field", ([, field]) => ({ field: field ?? null })],
];

const NONE: Omit<CheckFinding, "code"> = {
  count: null,
  of: null,
  gas: null,
  height: null,
  index: null,
  transaction: null,
  field: null,
  address: null,
  inTurn: null,
  turn: null,
  before: null,
  reason: null,
};

/** Null where the line is not known. `transaction` is left to whoever can look its hash up. */
export function findingOf(detail: string | undefined): CheckFinding | null {
  if (detail === undefined) return null;
  for (const [pattern, code, read] of PATTERNS) {
    const match = pattern.exec(detail);
    if (match) return { ...NONE, code, ...read([...match]) };
  }
  return null;
}
