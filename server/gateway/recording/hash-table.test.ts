import { expect, it } from "vitest";
import { sha256Of } from "../testing/sha256";
import { HashTable } from "./hash-table";

it("finds what it was given after it has grown, and keeps only a few places of one hash", () => {
  const table = new HashTable();
  for (let value = 0; value < 20_000; value++) table.add(sha256Of(value), value);
  expect(table.count).toBe(20_000);
  for (const value of [0, 1, 9_999, 19_999]) expect([...table.candidates(sha256Of(value))]).toContain(value);
  expect([...table.candidates(sha256Of(20_001))].length).toBeLessThan(2);
  for (let value = 0; value < 10_000; value++) table.add(sha256Of(7), value);
  expect([...table.candidates(sha256Of(7))].length).toBe(4);
  expect(table.count).toBe(20_003);
});
