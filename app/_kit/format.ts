/**
 * Pure arithmetic behind what the kit shows: shortened hashes, units of 10^n, ages, bytes, colours. Amounts come as decimal
 * strings and stay integers throughout, for they do not fit a double. Words and separators are the caller's.
 */

/** `0x1234…cdef`: `head` characters after a `0x`, then `tail` from the end. Text that is short enough stays whole. */
export function middle(text: string, head = 6, tail = 4): string {
  const prefix = text.startsWith("0x") ? 2 : 0;
  return text.length <= prefix + head + tail + 1 ? text : `${text.slice(0, prefix + head)}…${text.slice(-tail)}`;
}

export interface Units {
  /** The part before the point. */
  readonly whole: bigint;
  /** The digits after it, without trailing zeros. */
  readonly fraction: string;
  /** Whether digits were cut off. */
  readonly cut: boolean;
}

/** Splits an amount of the smallest unit at `decimals`; cuts (never rounds up) after `fractionDigitsMax`. */
export function toUnits(amount: string, decimals: number, fractionDigitsMax = decimals): Units {
  const digits = amount.padStart(decimals + 1, "0");
  const all = digits.slice(digits.length - decimals).replace(/0+$/, "");
  const fraction = decimals === 0 ? "" : all.slice(0, fractionDigitsMax).replace(/0+$/, "");
  return {
    whole: BigInt(digits.slice(0, digits.length - decimals)),
    fraction,
    cut: decimals > 0 && all.length > fraction.length,
  };
}

/** How full, from 0 to 1, of two decimal strings; null where either is unknown or the limit is zero. */
export function fillOf(used: string | null, limit: string | null): number | null {
  if (used === null || limit === null) return null;
  const whole = BigInt(limit);
  if (whole === 0n) return null;
  return Math.min(1, Number((BigInt(used) * 10_000n) / whole) / 10_000);
}

/** The Gregorian mean. */
const YEAR_DAYS = 365.2425;

export type AgeUnit = "now" | "seconds" | "minutes" | "hours" | "days" | "years";

/** The largest unit that is at least one. A time ahead of the clock counts as now: clocks differ. */
export function ageOf(ms: number): { unit: AgeUnit; count: number } {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return { unit: "now", count: 0 };
  if (seconds < 60) return { unit: "seconds", count: seconds };
  if (seconds < 3600) return { unit: "minutes", count: Math.floor(seconds / 60) };
  if (seconds < 86_400) return { unit: "hours", count: Math.floor(seconds / 3600) };
  const days = Math.floor(seconds / 86_400);
  if (days < YEAR_DAYS) return { unit: "days", count: days };
  return { unit: "years", count: Math.floor((10 * days) / YEAR_DAYS) / 10 };
}

/** The hue, 0 to 359, that a hash is drawn in everywhere, by its end, since proof of work makes beginnings alike: two blocks at one height differ at a glance. */
export function hueOf(hash: string): number {
  const digits = Number.parseInt(hash.replace(/^0x/, "").slice(-6), 16);
  return Number.isNaN(digits) ? 0 : digits % 360;
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** Decimal units, three significant digits at most. */
export function bytesOf(bytes: number): { value: number; unit: (typeof BYTE_UNITS)[number] } {
  const step = bytes < 1000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return { value: step === 0 ? value : Number(value.toPrecision(3)), unit: BYTE_UNITS[step] ?? "B" };
}

export type DurationUnit = "days" | "hours" | "minutes" | "seconds";

/** The two largest parts of a duration that matter; the words are the caller's. */
export function durationOf(ms: number): { unit: DurationUnit; count: number }[] {
  const seconds = Math.floor(ms / 1000);
  const parts: { unit: DurationUnit; count: number }[] = [
    { unit: "days", count: Math.floor(seconds / 86_400) },
    { unit: "hours", count: Math.floor(seconds / 3600) % 24 },
    { unit: "minutes", count: Math.floor(seconds / 60) % 60 },
    { unit: "seconds", count: seconds % 60 },
  ];
  const first = parts.findIndex(({ count }) => count > 0);
  if (first === -1) return [{ unit: "seconds", count: 0 }];
  return parts.slice(first, first + 2).filter(({ count }, index) => index === 0 || count > 0);
}

/** Points of an SVG polyline in a box of the given size, oldest left; a flat series lies in the middle. */
export function polyline(values: readonly number[], width: number, height: number): string {
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const stepX = values.length > 1 ? width / (values.length - 1) : 0;
  return values
    .map((value, index) => {
      const y = span === 0 ? height / 2 : height - ((value - low) / span) * height;
      return `${(index * stepX).toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}
