import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ageOf, bytesOf, durationOf, fillOf, hueOf, middle, polyline, toUnits } from "./format";

describe("middle", () => {
  it("keeps the 0x and both ends of a hash", () => {
    expect(middle(`0x${"ab".repeat(30)}cdef`)).toBe("0xababab…cdef");
  });
  it("leaves short text whole", () => {
    expect(middle("0x1234567890")).toBe("0x1234567890");
    expect(middle("alpha-1")).toBe("alpha-1");
  });
});

describe("toUnits", () => {
  it("splits at the point", () => {
    expect(toUnits("1500000000000000000", 18)).toEqual({ whole: 1n, fraction: "5", cut: false });
    expect(toUnits("1", 18, 6)).toEqual({ whole: 0n, fraction: "", cut: true });
    expect(toUnits("1", 18)).toEqual({ whole: 0n, fraction: "000000000000000001", cut: false });
    expect(toUnits("42", 0)).toEqual({ whole: 42n, fraction: "", cut: false });
  });
  it("loses nothing of any 256-bit amount", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 256n - 1n), fc.integer({ min: 0, max: 30 }), (amount, decimals) => {
        const { whole, fraction, cut } = toUnits(String(amount), decimals);
        expect(whole * 10n ** BigInt(decimals) + BigInt(fraction.padEnd(decimals, "0") || "0")).toBe(amount);
        expect(cut).toBe(false);
      }),
    );
  });
});

describe("fillOf", () => {
  it("is a share, or unknown", () => {
    expect(fillOf("15000000", "30000000")).toBe(0.5);
    expect(fillOf("40", "30")).toBe(1);
    expect(fillOf(null, "30")).toBeNull();
    expect(fillOf("0", "0")).toBeNull();
  });
});

describe("ageOf", () => {
  it("chooses the largest unit, at its borders", () => {
    expect(ageOf(-5000)).toEqual({ unit: "now", count: 0 });
    expect(ageOf(999)).toEqual({ unit: "now", count: 0 });
    expect(ageOf(59_999)).toEqual({ unit: "seconds", count: 59 });
    expect(ageOf(60_000)).toEqual({ unit: "minutes", count: 1 });
    expect(ageOf(3_600_000)).toEqual({ unit: "hours", count: 1 });
    expect(ageOf(86_400_000 * 3)).toEqual({ unit: "days", count: 3 });
    expect(ageOf(86_400_000 * 365)).toEqual({ unit: "days", count: 365 });
    expect(ageOf(86_400_000 * 366)).toEqual({ unit: "years", count: 1 });
    expect(ageOf(86_400_000 * 981)).toEqual({ unit: "years", count: 2.6 });
  });
});

describe("small figures", () => {
  it("shows bytes in decimal units", () => {
    expect(bytesOf(999)).toEqual({ value: 999, unit: "B" });
    expect(bytesOf(1_234_567)).toEqual({ value: 1.23, unit: "MB" });
  });
  it("finds the two largest parts of a duration", () => {
    const shown = (ms: number) => durationOf(ms).map(({ unit, count }) => `${count} ${unit}`);
    expect(shown(0)).toEqual(["0 seconds"]);
    expect(shown(61_000)).toEqual(["1 minutes", "1 seconds"]);
    expect(shown(3_600_000)).toEqual(["1 hours"]);
    expect(shown(90_061_000)).toEqual(["1 days", "1 hours"]);
  });
  it("draws a flat series in the middle and others between the edges", () => {
    expect(polyline([5, 5], 10, 4)).toBe("0.0,2.0 10.0,2.0");
    expect(polyline([0, 10], 10, 4)).toBe("0.0,4.0 10.0,0.0");
  });
  it("gives a hash one hue", () => {
    expect(hueOf("0xff000001")).toBe(1);
    expect(hueOf("0000000000002")).not.toBe(hueOf("0000000000003"));
    expect(hueOf("nonsense")).toBe(0);
  });
});
