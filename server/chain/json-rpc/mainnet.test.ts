import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nativeCrypto } from "#server/lib/crypto-native";
import { DecodeError } from "../errors";
import { receiptsRoot } from "../roots";
import { recordedBlock, recordedMissing, recordedReceipts } from "../testing/recorded";
import { decodeTransaction } from "../transaction/decode";
import { proveTransaction, verifyTransactionProof } from "../trie/proof";
import type { Verification } from "../verify/types";
import { verifyBlock } from "../verify/verify-block";
import { blockFromJsonRpc } from "./block";

const SEED = 20_240_314;

function verify(block: unknown, receipts: unknown | null): Verification {
  const decoded = blockFromJsonRpc(block, receipts, nativeCrypto);
  return verifyBlock({ ...common, block: decoded, parent: null });
}
const common = { rules: "ethereum", chainId: 1, validators: [], crypto: nativeCrypto };

const title = recordedMissing === null ? "recorded mainnet blocks" : `skipped: ${recordedMissing}`;

describe.skipIf(recordedMissing !== null)(title, () => {
  it("19433902 and 19433903 pass every check", () => {
    const lower = blockFromJsonRpc(recordedBlock(19_433_902), recordedReceipts(19_433_902), nativeCrypto);
    const upper = blockFromJsonRpc(recordedBlock(19_433_903), recordedReceipts(19_433_903), nativeCrypto);
    const first = verifyBlock({ ...common, block: lower, parent: null });
    const parent = { hash: lower.hash, height: lower.height, timeMs: lower.time?.getTime() ?? 0 };
    const second = verifyBlock({ ...common, block: upper, parent });
    const ok = { hash: "ok", parent: "ok", transactions: "ok", senders: "ok", receipts: "ok", seal: "notApplicable" };
    expect(statuses(first)).toEqual({ ...ok, parent: "notGiven" });
    expect(statuses(second)).toEqual(ok);
    expect([first.verified, second.verified]).toEqual([true, true]);
    const transactions = [...first.transactions, ...second.transactions];
    expect(transactions.length).toBe(343);
    expect([...new Set(transactions.map(({ type }) => type))].sort()).toEqual([0, 1, 2, 3]);
    expect([...lower.receipts, ...upper.receipts].flatMap(({ logs }) => logs).length).toBe(573);
    expect([...lower.discrepancies, ...upper.discrepancies]).toEqual([]);
  });

  it("17034871 and 17034873, which come without receipts, are verified and say so", () => {
    for (const height of [17_034_871, 17_034_873]) {
      const verification = verify(recordedBlock(height), null);
      expect(verification.verified).toBe(true);
      expect(verification.checks.receipts.status).toBe("notGiven");
    }
  });

  it("proves each transaction of a real block", () => {
    const block = blockFromJsonRpc(recordedBlock(19_433_903), null, nativeCrypto);
    const raws = block.transactions.map(({ raw }) => raw);
    for (const index of [0, 1, 127, 128, 171]) {
      const proof = proveTransaction(raws, index, nativeCrypto);
      const raw = verifyTransactionProof(proof, nativeCrypto);
      expect(raw).toEqual(raws[index]);
      expect(raw && decodeTransaction(raw, {}, nativeCrypto).hash).toEqual(block.transactions[index]?.hash);
    }
    expect(receiptsRoot([], nativeCrypto)).not.toEqual(receiptsRoot(block.receipts.slice(0, 1), nativeCrypto).slice(1));
  });

  it("shows one changed hex digit anywhere as a failed check, or as malformed", { timeout: 300_000 }, () => {
    const block = recordedBlock(19_433_903);
    const receipts = recordedReceipts(19_433_903);
    const places = [...placesIn(block, ["block"]), ...placesIn(receipts, ["receipts"])];
    const mutation = fc.tuple(fc.nat({ max: places.length - 1 }), fc.nat(), fc.integer({ min: 1, max: 15 }));
    fc.assert(
      fc.property(mutation, ([place, digit, change]) => {
        const [root = "", ...path] = places[place] ?? [];
        const mutated = structuredClone({ block, receipts });
        const where = mutate(root === "block" ? mutated.block : mutated.receipts, path, digit, change);
        expect(isNoticed(mutated.block, mutated.receipts), `${root}.${path.join(".")}: ${where}`).toBe(true);
      }),
      { numRuns: 40, seed: SEED, endOnFailure: true },
    );
  });

  it("notices each kind of field", { timeout: 300_000 }, () => {
    const block = recordedBlock(19_433_903);
    const receipts = recordedReceipts(19_433_903);
    const kinds = new Map<string, { root: string; path: string[] }>();
    for (const [root = "", ...path] of [...placesIn(block, ["block"]), ...placesIn(receipts, ["receipts"])])
      kinds.set([root, ...path].map((part) => (/^\d+$/.test(part) ? "*" : part)).join("."), { root, path });
    expect(kinds.size).toBeGreaterThan(60);
    const unnoticed: string[] = [];
    for (const [kind, { root, path }] of kinds) {
      const mutated = structuredClone({ block, receipts });
      mutate(root === "block" ? mutated.block : mutated.receipts, path, 0, 1);
      if (!isNoticed(mutated.block, mutated.receipts)) unnoticed.push(kind);
    }
    expect(unnoticed).toEqual([]);
  });
});

function statuses({ checks }: Verification) {
  return Object.fromEntries(Object.entries(checks).map(([name, { status }]) => [name, status]));
}

function isNoticed(block: unknown, receipts: unknown): boolean {
  try {
    return !verify(block, receipts).verified;
  } catch (error) {
    if (error instanceof DecodeError) return true;
    throw error;
  }
}

/** Paths of all hex strings, but of the one that nothing commits to. */
function* placesIn(json: unknown, path: string[]): Generator<string[]> {
  if (typeof json === "string" && /^0x[0-9a-f]+$/.test(json)) yield path;
  else if (typeof json === "object" && json !== null)
    for (const [key, value] of Object.entries(json))
      if (key !== "totalDifficulty") yield* placesIn(value, [...path, key]);
}

/** Changes one digit of the string at a path, in place. */
function mutate(json: unknown, path: readonly string[], digit: number, change: number): string {
  const [key = "", ...rest] = path;
  if (typeof json !== "object" || json === null) throw new TypeError(`nothing at ${key}`);
  const holder: Record<string, unknown> = json as Record<string, unknown>;
  const value = holder[key];
  if (rest.length > 0) return mutate(value, rest, digit, change);
  if (typeof value !== "string") throw new TypeError(`no text at ${key}`);
  const at = 2 + (digit % (value.length - 2));
  const changed = ((Number.parseInt(value.charAt(at), 16) + change) % 16).toString(16);
  holder[key] = value.slice(0, at) + changed + value.slice(at + 1);
  return `${value} -> ${holder[key]}`;
}
