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

const THIRDS = 3;

/** Memory over time, in MiB: the highest sample of each third. Of fewer samples than thirds the last one stands for the rest. */
export function thirds(name: string, samples: readonly number[]): Row[] {
  const size = Math.max(1, Math.ceil(samples.length / THIRDS));
  return Array.from({ length: THIRDS }, (_, part) => {
    const given = samples.slice(part * size, (part + 1) * size);
    const value = given.length > 0 ? Math.max(...given) : (samples.at(-1) ?? Number.NaN);
    return { name: `${name}.third${part + 1}`, value: round(value), unit: "MiB" };
  });
}
