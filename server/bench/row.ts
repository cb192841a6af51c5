/** One line of the benchmark's table: a figure, and what it is held against where there is something. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio?: number;
  readonly against?: string;
  readonly goal?: string;
}

export interface Bench {
  readonly name: string;
  readonly about: string;
  run(signal: AbortSignal): Promise<Row[]>;
}

/** @param p between 0 and 1 @returns the nearest-rank percentile; NaN without samples */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}

export function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
