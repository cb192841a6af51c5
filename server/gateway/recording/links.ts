/**
 * Puts Bitcoin's blocks in order: files hold them as they arrived, so heights and the best chain follow from links alone. A
 * block whose parent is in no file begins a stretch of its own: at the height its coinbase states, or else after the block
 * before it in the file, and then its parent is stated and computed side by side, as a check that fails.
 */
import type { ChainDiscrepancy, UtxoNetwork } from "#server/chain";
import { to0x, toHex } from "#server/lib/bytes";
import type { CompactIndex } from "./compact-index";

const NONE = -1;

export interface Linked {
  /** Blocks of the best chain, lowest first; gaps are possible. */
  readonly canonical: Int32Array;
  readonly discrepancies: Map<number, ChainDiscrepancy>;
  /** In sentences. */
  readonly notes: string[];
}

/** @param stated heights that blocks state of themselves; NaN where they don't. Sets the heights of the index. */
export function linkBlocks(index: CompactIndex, stated: (at: number) => number, network: UtxoNetwork): Linked {
  const { count } = index;
  const parents = new Int32Array(count);
  for (let at = 0; at < count; at++) parents[at] = index.find(index.parentHash(at));
  const discrepancies = new Map<number, ChainDiscrepancy>();
  const notes: string[] = [];
  const total = new Float64Array(count).fill(Number.NaN);
  for (let at = 0; at < count; at++) settle(at);

  function settle(from: number): void {
    const path: number[] = [];
    for (let at = from; at !== NONE && Number.isNaN(total[at] ?? 0); at = parents[at] ?? NONE) {
      path.push(at);
      if ((parents[at] ?? NONE) === NONE) beginStretch(at);
    }
    for (let at = path.pop(); at !== undefined; at = path.pop()) {
      const parent = parents[at] ?? NONE;
      total[at] = (parent === NONE ? 0 : (total[parent] ?? 0)) + index.work(at);
      if (parent !== NONE) index.setHeight(at, index.height(parent) + 1);
    }
  }

  function descends(from: number, ancestor: number): boolean {
    let at = from;
    while (at !== NONE && at !== ancestor) at = parents[at] ?? NONE;
    return at === ancestor;
  }

  function beginStretch(at: number): void {
    const own = stated(at);
    if (toHex(index.hash(at)) === network.genesisHash) index.setHeight(at, 0);
    else if (own >= network.bip34Height) index.setHeight(at, own);
    else if (at === 0 || descends(at - 1, at)) {
      index.setHeight(at, 0);
      if (index.parentHash(at).some((byte) => byte !== 0))
        notes.push(`block ${toHex(index.hash(at))} follows one that is in no file; heights are counted from it`);
    } else {
      parents[at] = at - 1;
      discrepancies.set(at, parentMismatch(index, at, at - 1));
    }
  }

  const canonical = bestChain(index, parents, total);
  for (const [position, at] of canonical.entries()) {
    const before = canonical[position - 1];
    const broken = before !== undefined && parents[at] === NONE && index.height(before) === index.height(at) - 1;
    if (broken) discrepancies.set(at, parentMismatch(index, at, before));
  }
  return { canonical, discrepancies, notes };
}

function parentMismatch(index: CompactIndex, at: number, parent: number): ChainDiscrepancy {
  return {
    check: "parent",
    field: "parentHash, against the block before it in the recording",
    stated: to0x(index.parentHash(at)),
    computed: to0x(index.hash(parent)),
  };
}

/** The heaviest stretch first; where stretches overlap, the heavier one keeps the height. */
function bestChain(index: CompactIndex, parents: Int32Array, total: Float64Array): Int32Array {
  const hasChild = new Uint8Array(parents.length);
  for (const parent of parents) if (parent !== NONE) hasChild[parent] = 1;
  const tips = Array.from(parents.keys()).filter((at) => hasChild[at] === 0);
  tips.sort((a, b) => (total[b] ?? 0) - (total[a] ?? 0) || a - b);
  const byHeight = new Map<number, number>();
  const stretches = new Set<number>();
  for (const tip of tips) {
    const chain: number[] = [];
    for (let at = tip; at !== NONE; at = parents[at] ?? NONE) chain.push(at);
    const root = chain.at(-1) ?? tip;
    // Of blocks that hang together only the best chain counts.
    if (stretches.has(root)) continue;
    stretches.add(root);
    for (const at of chain) if (!byHeight.has(index.height(at))) byHeight.set(index.height(at), at);
  }
  return Int32Array.from([...byHeight.entries()].sort(([a], [b]) => a - b).map(([, at]) => at));
}
