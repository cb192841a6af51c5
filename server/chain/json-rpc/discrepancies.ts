/** Collects what a recording states twice and differently. */
import { equalBytes, to0x } from "#server/lib/bytes";
import type { ChainDiscrepancy } from "../types";
import type { CheckName } from "../verify/types";
import type { Fields } from "./read";

type Value = Uint8Array | bigint | number | boolean | null;

function show(value: Value): string {
  if (value instanceof Uint8Array) return to0x(value);
  return typeof value === "bigint" || typeof value === "number" ? `0x${value.toString(16)}` : String(value);
}

export class Discrepancies {
  readonly found: ChainDiscrepancy[] = [];

  compare(check: CheckName, field: string, stated: Value, computed: Value): void {
    const same =
      stated instanceof Uint8Array && computed instanceof Uint8Array
        ? equalBytes(stated, computed)
        : stated === computed;
    if (!same) this.found.push({ check, field, stated: show(stated), computed: show(computed) });
  }

  /** Only where the source states it. */
  data(check: CheckName, fields: Fields, name: string, computed: Uint8Array | null): void {
    if (name in fields.json) this.compare(check, `${fields.path}.${name}`, fields.dataOrNull(name), computed);
  }

  /** Only where the source states it. */
  quantity(check: CheckName, fields: Fields, name: string, computed: bigint | number): void {
    if (fields.has(name)) this.compare(check, `${fields.path}.${name}`, fields.quantity(name), BigInt(computed));
  }
}
