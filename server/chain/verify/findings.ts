/** How a check reports: the first thing that does not fit decides, and says what was stated and what was computed. */
import { equalBytes, to0x } from "#server/lib/bytes";
import type { CheckResult } from "./types";

export const OK: CheckResult = { status: "ok" };
export const notGiven = (detail: string): CheckResult => ({ status: "notGiven", detail });
export const notApplicable = (detail: string): CheckResult => ({ status: "notApplicable", detail });

export function failed(detail: string): CheckResult {
  return { status: "failed", detail };
}

type Comparable = Uint8Array | number | bigint | null | undefined;

function show(value: Comparable): string {
  return value instanceof Uint8Array ? to0x(value) : String(value ?? "none");
}

/** Null where they are the same. */
export function differs(field: string, stated: Comparable, computed: Comparable): CheckResult | null {
  const same =
    stated instanceof Uint8Array && computed instanceof Uint8Array ? equalBytes(stated, computed) : stated === computed;
  return same ? null : { status: "failed", detail: field, stated: show(stated), computed: show(computed) };
}

/** The first finding, or else what was compared and is well. Lazy, because a later comparison may cost something. */
export function firstOf(findings: Iterable<CheckResult | null>, passed: () => CheckResult = () => OK): CheckResult {
  for (const finding of findings) if (finding) return finding;
  return passed();
}

/** `1 transaction`, `2 transactions`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** What was compared, for whoever wants to see the numbers of a check that is ok. */
export function agrees(detail: string, stated: Comparable, computed: Comparable): CheckResult {
  return { status: "ok", detail, stated: show(stated), computed: show(computed) };
}
