import { describe, expect, it } from "vitest";
import { QUERY_LENGTH_MAX, searchable } from "./query";

describe("searchable", () => {
  it("keeps ordinary words, without what surrounds them", () => {
    expect(searchable(" alpha-1 ")).toEqual({ query: "alpha-1", whole: true });
    expect(searchable("")).toEqual({ query: "", whole: true });
  });
  it("says where something had to be left out", () => {
    expect(searchable("al\0pha")).toEqual({ query: "alpha", whole: false });
    expect(searchable("\0x")).toEqual({ query: "x", whole: false });
    expect(searchable("a".repeat(QUERY_LENGTH_MAX + 1)).whole).toBe(false);
  });
});
