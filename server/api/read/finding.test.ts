import { describe, expect, it } from "vitest";
import { findingOf } from "./finding";

describe("what a check's line says", () => {
  it.each([
    ["the header's hash, and height, parent and time beside it", { code: "header" }],
    ["the hash of block 41, its height and time", { code: "parent", height: 41 }],
    [
      "the hash of block 41, its height, time and turn: 9 after 7",
      { code: "parent-turn", height: 41, turn: 9, before: 7 },
    ],
    [
      "the hash of block 41, its height, time and term: 7 after 7",
      { code: "parent-term", height: 41, turn: 7, before: 7 },
    ],
    ["sealed by alpha-2, who led term 4", { code: "led", turn: 4 }],
    ["sealed by alpha-2, who led term 4; the certificate beside it is a later block's", { code: "led", turn: 4 }],
    [
      "sealed by alpha-2, who led term 4; 2 of 3 validators have acknowledged it in that term",
      { code: "acknowledged", turn: 4, count: 2, of: 3 },
    ],
    ["root over 1 transactions", { code: "transactions", count: 1 }],
    ["root over 1 transaction", { code: "transactions", count: 1 }],
    ["Merkle root over 3 transactions", { code: "transactions", count: 3 }],
    ["12 signatures recovered to their senders", { code: "senders", count: 12 }],
    ["root over 2 receipts, gas 42000", { code: "receipts", count: 2, gas: "42000" }],
    ["sealed by the validator in turn; 3 of 4 validators have signed", { code: "votes", count: 3, of: 4 }],
    ["transactions[6].sender", { code: "field", index: 6, field: "sender" }],
    ["receipts[2].gasUsed", { code: "field", index: 2, field: "gasUsed" }],
    [`transactions[0] (0x${"ab".repeat(32)}): the signature fits no key`, { code: "no-key", index: 0 }],
    ["transactions[4]: not RLP", { code: "transaction", index: 4, reason: "not RLP" }],
    ["header.gasUsed", { code: "field", index: null, field: "header.gasUsed" }],
    ["time (ms)", { code: "field", field: "time (ms)" }],
    [
      `sealed by 0x${"a".repeat(40)}, out of turn among 5 signers, difficulty 1`,
      { code: "signer", inTurn: false, of: 5 },
    ],
  ])("%s", (detail, facts) => {
    expect(findingOf(detail)).toMatchObject(facts);
  });

  it("is no code where the line is not known", () => {
    expect(findingOf("the seal is no valid signature")).toBeNull();
    expect(findingOf(undefined)).toBeNull();
  });
});
