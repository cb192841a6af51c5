import { describe, expect, it } from "vitest";
import { failedFirst, reasonOf, sealKind } from "./check-reason";

describe("reasonOf", () => {
  it("knows the checker's reasons, and leaves what it does not know to be shown as it is", () => {
    expect(reasonOf({ status: "notGiven", detail: "the source holds no receipts" })).toBe("noReceipts");
    expect(reasonOf({ status: "notApplicable", detail: "difficulty 5, but …, as those of test chains" })).toBe(
      "noSeal",
    );
    expect(reasonOf({ status: "notApplicable", detail: "for a new reason" })).toBeNull();
    expect(reasonOf({ status: "notGiven" })).toBeNull();
    expect(reasonOf({ status: "ok", detail: "the source holds no receipts" })).toBeNull();
  });
});

describe("failedFirst", () => {
  it("moves nothing but the failed ones", () => {
    const checks = (["ok", "notGiven", "failed", "notApplicable", "failed"] as const).map((status, id) => ({
      id,
      status,
    }));
    expect(failedFirst(checks).map(({ id }) => id)).toEqual([2, 4, 0, 1, 3]);
  });
});

describe("sealKind", () => {
  it("claims nothing about engines it does not know", () => {
    expect(["poa", "raft", "clique", "ibft1", "ethash", "pow", "ethereum-pos"].map(sealKind)).toEqual([
      "poa",
      "raft",
      "clique",
      "ibft",
      "ethash",
      "work",
      "other",
    ]);
  });
});
