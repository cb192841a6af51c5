import { describe, expect, it } from "vitest";
import { type LiveList, receive, receiveSnapshot, release, unhold, WAITING_MAX } from "./live-list";

interface Row {
  id: number;
  word: string;
}
const shape = { keyOf: (row: Row) => String(row.id), order: (a: Row, b: Row) => b.id - a.id, rowsMax: 3 };
const row = (id: number, word = "new"): Row => ({ id, word });
const list: LiveList<Row> = { rows: [row(3), row(2), row(1)], waiting: [] };

describe("receive", () => {
  it("puts new rows on top and keeps the length", () => {
    expect(receive(list, [row(4)], shape, false).rows.map(({ id }) => id)).toEqual([4, 3, 2]);
  });
  it("changes a known row in place, held or not", () => {
    const next = receive(list, [row(2, "final")], shape, true);
    expect(next.rows[1]).toEqual(row(2, "final"));
    expect(next.waiting).toEqual([]);
  });
  it("moves no row while held", () => {
    const next = receive(list, [row(4), row(5)], shape, true);
    expect(next.rows).toEqual(list.rows);
    expect(next.waiting.map(({ id }) => id)).toEqual([5, 4]);
    expect(unhold(next, shape).rows.map(({ id }) => id)).toEqual([5, 4, 3]);
  });
  it("keeps one copy of a waiting row that changes", () => {
    const held = receive(list, [row(4)], shape, true);
    expect(receive(held, [row(4, "final")], shape, true).waiting).toEqual([row(4, "final")]);
  });
  it("stays put past the limit until asked", () => {
    const many = Array.from({ length: WAITING_MAX + 1 }, (_, index) => row(index + 10));
    const full = receive(list, many, shape, true);
    expect(unhold(full, shape)).toBe(full);
    expect(receive(full, [row(99)], shape, false).rows).toEqual(list.rows);
    expect(release(full, shape).rows.map(({ id }) => id)).toEqual([60, 59, 58]);
  });
});

describe("receiveSnapshot", () => {
  it("joins what it overlaps and replaces what it does not", () => {
    expect(receiveSnapshot(list, [row(4), row(3, "final")], shape, false).rows).toEqual([
      row(4),
      row(3, "final"),
      row(2),
    ]);
    expect(receiveSnapshot(list, [row(90), row(89)], shape, false).rows).toEqual([row(90), row(89)]);
  });
  it("moves nothing while held", () => {
    expect(receiveSnapshot(list, [row(90)], shape, true)).toEqual({ rows: list.rows, waiting: [row(90)] });
  });
});
