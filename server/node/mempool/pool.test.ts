import { describe, expect, it } from "vitest";
import { POOL_COUNT_MAX, SENDER_COUNT_MAX } from "./limits";
import { type Entry, Pool } from "./pool";

let counter = 0;
function entry(sender: string, nonce: number, tip = 1, fields: Partial<Entry> = {}): Entry {
  counter++;
  const hash = counter.toString(16).padStart(64, "0");
  const fees = { feeMax: BigInt(100 * tip), tipMax: BigInt(tip), gasLimit: 21_000n };
  return {
    hash,
    hashBytes: new Uint8Array(32),
    raw: new Uint8Array(100),
    sender,
    nonce,
    addedMs: counter,
    ...fees,
    ...fields,
  };
}

const wide = { baseFeeMin: 0n, gasMax: 10n ** 9n, countMax: 100 };
const names = (entries: Entry[]) => entries.map(({ sender, nonce }) => `${sender}${nonce}`);

describe("the pool", () => {
  it("offers the best paid first and each sender's in order, never across a gap", () => {
    const pool = new Pool();
    for (const each of [entry("a", 0, 1), entry("a", 1, 9), entry("b", 5, 5), entry("b", 7, 9)]) {
      pool.offer(each, each.sender === "b" ? 5 : 0);
    }
    expect(names(pool.select(wide))).toEqual(["b5", "a0", "a1"]);
  });

  it("stops at the gas and the base fee", () => {
    const pool = new Pool();
    pool.offer(entry("a", 0, 3), 0);
    pool.offer(entry("b", 0, 2), 0);
    pool.offer(entry("c", 0, 1), 0);
    expect(names(pool.select({ ...wide, gasMax: 21_000n }))).toEqual(["a0", "b0"]);
    expect(names(pool.select({ ...wide, baseFeeMin: 150n }))).toEqual(["a0", "b0"]);
  });

  it("replaces for ten percent more, and not for less", () => {
    const pool = new Pool();
    pool.offer(entry("a", 0, 100), 0);
    expect(pool.offer(entry("a", 0, 109), 0)).toMatchObject({ ok: false, code: "replacement-underpriced" });
    expect(pool.offer(entry("a", 0, 110), 0)).toMatchObject({ ok: true, dropped: [{ code: "replaced" }] });
    expect(pool.count).toBe(1);
  });

  it("drops what an account's nonce has overtaken", () => {
    const pool = new Pool();
    for (const nonce of [0, 1, 2]) pool.offer(entry("a", nonce), 0);
    expect(pool.setNonce("a", 2).map(({ code, entry: { nonce } }) => [code, nonce])).toEqual([
      ["stale-nonce", 0],
      ["stale-nonce", 1],
    ]);
    expect(names(pool.select(wide))).toEqual(["a2"]);
    expect(pool.pendingNonce("a", 2)).toBe(3);
  });

  it("bounds a sender, and makes room only for who pays more", () => {
    const pool = new Pool();
    for (let nonce = 0; nonce < SENDER_COUNT_MAX; nonce++) pool.offer(entry("a", nonce), 0);
    expect(pool.offer(entry("a", SENDER_COUNT_MAX), 0)).toMatchObject({ ok: false, code: "sender-queue-full" });
    for (let i = 0; pool.count < POOL_COUNT_MAX; i++) pool.offer(entry(`s${i}`, 0, 2), 0);
    expect(pool.offer(entry("late", 0, 1), 0)).toMatchObject({ ok: false, code: "pool-full" });
    const rich = pool.offer(entry("rich", 0, 3), 0);
    expect(rich).toMatchObject({ ok: true });
    expect(rich.ok && rich.dropped.every(({ code, entry: { tipMax } }) => code === "evicted" && tipMax < 3n)).toBe(
      true,
    );
    expect(pool.count).toBe(POOL_COUNT_MAX + 1 - (rich.ok ? rich.dropped.length : 0));
  });

  it("counts bytes and forgets what is old", () => {
    const pool = new Pool();
    pool.offer(entry("a", 0, 1, { addedMs: 0 }), 0);
    pool.offer(entry("b", 0, 1, { addedMs: 60 * 60_000 }), 0);
    expect(pool.bytes).toBe(200);
    expect(pool.expire(60 * 60_000).map(({ code }) => code)).toEqual(["expired"]);
    expect([pool.count, pool.bytes]).toEqual([1, 100]);
  });
});
