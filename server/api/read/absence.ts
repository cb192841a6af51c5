/** Why a block is not there: what a page that is not found, and REST's 404, say instead of nothing. */
import type { BlockAbsence } from "../api";
import { parseHeight } from "../format";
import type { Db, NetworkContext } from "./network";
import { indexedRanges } from "./status";

/** Pure. */
export function absenceOf(height: number | null, head: number | null, ranges: BlockAbsence["ranges"]): BlockAbsence {
  const code = height === null || head === null ? "unknown" : height > head ? "beyond" : "gap";
  const held = code === "gap" && ranges.some(([from, to]) => height !== null && from <= height && height <= to);
  return { code: held ? "unknown" : code, head, ranges };
}

export async function blockAbsence(db: Db, network: NetworkContext, id: string): Promise<BlockAbsence> {
  return absenceOf(parseHeight(id), network.headHeight, await indexedRanges(db, network));
}

const RANGES_SAID = 5;

/** For REST, in English. */
export function absenceSentence(id: string, { code, head, ranges }: BlockAbsence): string {
  if (code === "beyond") return `Block ${id} is beyond the head, which is ${head}.`;
  if (code !== "gap") return `Block ${id} is not indexed here.`;
  const said = ranges.slice(0, RANGES_SAID).map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`));
  return `Block ${id} lies in a gap: indexed are ${said.join(", ")}${ranges.length > RANGES_SAID ? " and more" : ""}.`;
}
