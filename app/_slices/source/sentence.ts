/** Which sentence tells what a look at an address found. Pure; the words are the catalogues'. */
import type { SourceProblem, SourceView } from "#server/api";

export type SourceVerdict = "running" | "recording" | SourceProblem["code"];

export function verdictOf(source: Pick<SourceView, "facts" | "problem">): SourceVerdict {
  if (source.problem !== null) return source.problem.code;
  return source.facts?.live === false ? "recording" : "running";
}

/** The networks in their order, each with its addresses; those without any stand too. */
export function byNetwork<T extends { readonly network: string }>(
  names: readonly string[],
  sources: readonly T[],
): { readonly name: string; readonly sources: readonly T[] }[] {
  const all = [...new Set([...sources.map(({ network }) => network), ...names])];
  return all.map((name) => ({ name, sources: sources.filter(({ network }) => network === name) }));
}

/** Sources that give the same stand together: most networks then have one answer, however many nodes. */
export function alike(sources: readonly Pick<SourceView, "address" | "gives">[]): Alike[] {
  const groups = new Map<string, Alike>();
  for (const { address, gives } of sources) {
    const key = JSON.stringify(gives);
    const group = groups.get(key);
    if (group) group.addresses.push(address);
    else groups.set(key, { addresses: [address], gives });
  }
  return [...groups.values()];
}

export interface Alike {
  readonly addresses: string[];
  readonly gives: SourceView["gives"];
}
