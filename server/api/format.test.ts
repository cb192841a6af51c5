import { describe, expect, it } from "vitest";
import { Prisma } from "#prisma";
import { decimal, formatOf, parseAddress, parseBlockKey, parseHash } from "./format";

const HASH = "ab".repeat(32);

describe("formats", () => {
  it("writes amounts of 78 digits without exponent", () => {
    expect(decimal(new Prisma.Decimal(`1${"0".repeat(77)}`))).toBe(`1${"0".repeat(77)}`);
    expect(decimal(null)).toBeNull();
  });

  it("writes each ledger's hashes its own way", () => {
    const bytes = Uint8Array.from([1, 2, 0xff]);
    expect(formatOf("account").hash(bytes)).toBe("0x0102ff");
    expect(formatOf("utxo").hash(bytes)).toBe("0102ff");
  });

  it("reads addresses of a utxo ledger by their checksum and network", () => {
    const format = formatOf("utxo", "bitcoin");
    const taproot = "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr";
    for (const address of ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", taproot])
      expect(format.address(parseAddress(address, format))).toBe(address);
    expect(format.address(parseAddress(taproot.toUpperCase(), format))).toBe(taproot);
    const wrong = [
      "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
      "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
      "00".repeat(20),
      "",
    ];
    for (const bad of wrong) expect(() => parseAddress(bad, format), bad).toThrow(/invalid-address/);
  });

  it("reads heights and hashes, and names what else there was", () => {
    expect(parseBlockKey("0")).toEqual({ height: 0 });
    expect(parseBlockKey(`0x${HASH.toUpperCase().replace("0X", "0x")}`)).toHaveProperty("hash");
    for (const bad of ["", "-1", "1.5", "0x", "9007199254740993", "1e3", "latest", `${HASH}0`, "\0"])
      expect(() => parseBlockKey(bad), bad).toThrow(/invalid-block-id/);
    expect(() => parseHash("5")).toThrow(/invalid-hash/);
    expect(() => parseAddress(HASH)).toThrow(/invalid-address/);
  });
});
