/**
 * Roots and proofs of the Merkle Patricia tries over a block's lists (Yellow Paper, appendix D). The whole list is at hand,
 * so the trie is folded up from its sorted keys at once. Our own, because the library's trie is asynchronous and this room
 * is not; state tries, which live in a database, are the ledger's and use the library.
 */
import type { Crypto } from "#server/lib/crypto";
import { encodeInteger, encodeRlp, type RlpItem } from "../rlp";
import { compact, toNibbles } from "./nibbles";

interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** The key of the item at an index. */
export function indexKey(index: number): Uint8Array {
  return encodeRlp(encodeInteger(index));
}

export function orderedRoot(values: readonly Uint8Array[], crypto: Crypto): Uint8Array {
  return buildTrie(values, null, crypto).root;
}

/** Of a trie with keys of one length, such as those of a state. */
export function keyedRoot(entries: readonly { key: Uint8Array; value: Uint8Array }[], crypto: Crypto): Uint8Array {
  const nibbles = entries.map(({ key, value }) => ({ key: toNibbles(key), value }));
  return crypto.keccak256(encodeRlp(new Fold(crypto, []).node(nibbles, 0, null)));
}

/** @param target index whose path is wanted, or null. @returns the root, and the path's nodes from the root down */
export function buildTrie(
  values: readonly Uint8Array[],
  target: number | null,
  crypto: Crypto,
): { root: Uint8Array; path: Uint8Array[] } {
  const entries = values.map((value, index) => ({ key: toNibbles(indexKey(index)), value }));
  const path: Uint8Array[] = [];
  const fold = new Fold(crypto, path);
  const root = encodeRlp(fold.node(entries, 0, target === null ? null : toNibbles(indexKey(target))));
  path.push(root);
  return { root: crypto.keccak256(root), path: target === null ? [] : path.reverse() };
}

class Fold {
  constructor(
    private readonly crypto: Crypto,
    private readonly path: Uint8Array[],
  ) {}

  /** @param target the key whose path runs through this node, if one does */
  node(entries: readonly Entry[], depth: number, target: Uint8Array | null): RlpItem {
    const [first] = entries;
    if (!first) return NOTHING;
    if (entries.length === 1) return [compact(first.key.subarray(depth), true), first.value];
    const shared = sharedLength(entries, first, depth);
    if (shared > depth) {
      const child = this.node(entries, shared, target);
      return [compact(first.key.subarray(depth, shared), false), this.reference(child, target !== null)];
    }
    const branch: RlpItem[] = [];
    for (let nibble = 0; nibble < 16; nibble++) {
      const below = entries.filter((entry) => entry.key[depth] === nibble);
      const through = target !== null && target[depth] === nibble;
      branch.push(
        below.length === 0 ? NOTHING : this.reference(this.node(below, depth + 1, through ? target : null), through),
      );
    }
    branch.push(entries.find((entry) => entry.key.length === depth)?.value ?? NOTHING);
    return branch;
  }

  /** Nodes under 32 bytes stand in their parent as they are. */
  private reference(node: RlpItem, onPath: boolean): RlpItem {
    const encoded = encodeRlp(node);
    if (encoded.length < 32) return node;
    if (onPath) this.path.push(encoded);
    return this.crypto.keccak256(encoded);
  }
}

function sharedLength(entries: readonly Entry[], first: Entry, depth: number): number {
  let length = depth;
  while (length < first.key.length && entries.every((entry) => entry.key[length] === first.key[length])) length++;
  return length;
}
