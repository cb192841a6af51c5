import { describe, expect, it } from "vitest";
import type { CheckFinding, TransactionDetailView, TransactionView } from "#server/api";
import type { Frame } from "#server/live";
import { detailAfter, doubtsOf, includedOfFrame, pendingAfter, txShape, waitingAfter, withFinality } from "./shape";

const tx = (hash: string, more: Partial<TransactionView> = {}) =>
  ({ hash, blockHeight: null, index: null, firstSeenAt: "2026-01-01T00:00:00.000Z", ...more }) as TransactionView;
const frame = (type: string, items: TransactionView[]): Frame => ({
  network: "alpha",
  topic: "transactions",
  prev: 1,
  seq: 2,
  type,
  data: { items },
});

describe("txShape", () => {
  it("stands newest first: height, then place in the block", () => {
    const rows = [
      tx("a", { blockHeight: 1, index: 0 }),
      tx("b", { blockHeight: 2, index: 0 }),
      tx("c", { blockHeight: 2, index: 1 }),
    ];
    expect(rows.sort(txShape(9).order).map(({ hash }) => hash)).toEqual(["c", "b", "a"]);
  });
});

describe("pendingAfter", () => {
  it("adds what was seen and takes out what was included or dropped", () => {
    const seen = pendingAfter(
      [tx("a")],
      frame("transactions.pending", [tx("b", { firstSeenAt: "2026-01-01T00:00:05.000Z" })]),
      9,
    );
    expect(seen.map(({ hash }) => hash)).toEqual(["b", "a"]);
    expect(pendingAfter(seen, frame("transactions.included", [tx("a")]), 9).map(({ hash }) => hash)).toEqual(["b"]);
    expect(pendingAfter(seen, frame("transactions.dropped", [tx("b")]), 9).map(({ hash }) => hash)).toEqual(["a"]);
  });
});

describe("frames", () => {
  it("brings included rows only to the list of included ones", () => {
    expect(includedOfFrame(frame("transactions.included", [tx("a")]))).toHaveLength(1);
    expect(includedOfFrame(frame("transactions.pending", [tx("a")]))).toEqual([]);
  });
  it("merges a page's transaction and leaves another's alone", () => {
    const page = { ...tx("a"), input: "0x12" } as TransactionDetailView;
    expect(detailAfter(page, tx("a", { blockHeight: 5 }))).toMatchObject({ blockHeight: 5, input: "0x12" });
    expect(detailAfter(page, tx("b", { blockHeight: 5 }))).toBe(page);
    expect(detailAfter(page, null)).toBe(page);
  });
});

describe("doubtsOf", () => {
  const finding = { code: "field", index: 6, transaction: "0xaa", field: "sender" } as CheckFinding;
  it("names the transactions that failed checks name, and no others", () => {
    const checkDetails = {
      hash: { status: "ok" as const },
      parent: { status: "ok" as const },
      transactions: { status: "failed" as const, finding: { ...finding, transaction: null, field: "merkleRoot" } },
      senders: { status: "failed" as const, stated: "0x01", computed: "0x02", finding },
      receipts: { status: "ok" as const, finding },
      seal: { status: "notGiven" as const },
    };
    expect(doubtsOf({ checkDetails })).toEqual([{ hash: "0xaa", field: "sender", stated: "0x01", computed: "0x02" }]);
  });
});

describe("withFinality", () => {
  it("marks what stands in blocks that became final since", () => {
    const rows = [tx("a", { blockHeight: 5, final: false }), tx("b", { blockHeight: 6, final: false }), tx("c")];
    expect(withFinality(rows, 5).map(({ final }) => final ?? false)).toEqual([true, false, false]);
  });
});

describe("waitingAfter", () => {
  it("knows that its rows are all until some did not fit", () => {
    const first = waitingAfter({ rows: [tx("a")], complete: true }, frame("transactions.pending", [tx("b")]), 2);
    expect(first).toMatchObject({ complete: true, rows: { length: 2 } });
    const second = waitingAfter(first, frame("transactions.pending", [tx("c")]), 2);
    expect(second).toMatchObject({ complete: false, rows: { length: 2 } });
    const third = waitingAfter(second, frame("transactions.included", [tx("a"), tx("b")]), 2);
    expect(third.complete).toBe(false);
  });
});
