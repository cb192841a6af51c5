/**
 * Bitcoin's Merkle tree over transaction ids: an odd level repeats its last hash. Because of that a list with its tail
 * repeated has the same root (CVE-2012-2459); `mutated` says when a tree could be such a one, and a block whose tree is must be
 * refused. Hashes come and go in display order.
 */
import { concatBytes, equalBytes } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { reversed, sha256d } from "./bytes";

export interface MerkleTree {
  readonly root: Uint8Array;
  /** Two equal hashes stand side by side somewhere: another list of transactions has the same root. */
  readonly mutated: boolean;
}

/** @throws RangeError where there is nothing to take a root of */
export function merkleRoot(hashes: readonly Uint8Array[], crypto: Crypto): MerkleTree {
  const { levels, mutated } = build(hashes, crypto);
  const root = levels.at(-1)?.[0];
  if (!root) throw new RangeError("a block has at least one transaction");
  return { root: reversed(root), mutated };
}

function build(hashes: readonly Uint8Array[], crypto: Crypto): { levels: Uint8Array[][]; mutated: boolean } {
  const levels: Uint8Array[][] = [hashes.map(reversed)];
  let mutated = false;
  for (let level = levels[0] ?? []; level.length > 1; ) {
    const next: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const left = level[index] ?? new Uint8Array(32);
      const right = level[index + 1];
      if (right && equalBytes(left, right)) mutated = true;
      next.push(sha256d(concatBytes([left, right ?? left]), crypto));
    }
    levels.push(next);
    level = next;
  }
  return { levels, mutated };
}

/** That a transaction stands at an index of a block. All hashes in display order. */
export interface UtxoProof {
  readonly kind: "merkle-sha256d";
  readonly root: Uint8Array;
  readonly hash: Uint8Array;
  readonly index: number;
  /** The hash beside, from the transaction up to just below the root. */
  readonly path: readonly Uint8Array[];
}

/** @throws RangeError when there is no such transaction */
export function proveUtxoTransaction(hashes: readonly Uint8Array[], index: number, crypto: Crypto): UtxoProof {
  const hash = hashes[index];
  if (!hash) throw new RangeError(`no transaction at index ${index}, expected 0 to ${hashes.length - 1}`);
  const { levels } = build(hashes, crypto);
  const path = levels.slice(0, -1).map((level, depth) => {
    const at = Math.floor(index / 2 ** depth);
    const beside = level[at ^ 1] ?? level[at];
    return reversed(beside ?? new Uint8Array(32));
  });
  const root = reversed(levels.at(-1)?.[0] ?? new Uint8Array(32));
  return { kind: "merkle-sha256d", root, hash, index, path };
}

/** Whether the path leads from the hash to the root. */
export function verifyUtxoProof({ root, hash, index, path }: UtxoProof, crypto: Crypto): boolean {
  if (!Number.isInteger(index) || index < 0 || index >= 2 ** path.length || hash.length !== 32) return false;
  let node = reversed(hash);
  let at = index;
  for (const beside of path) {
    if (beside.length !== 32) return false;
    const other = reversed(beside);
    // A right-hand node equal to its left neighbour would be a repeated tail, which no honest list has.
    if (at % 2 === 1 && equalBytes(node, other)) return false;
    node = sha256d(at % 2 === 0 ? concatBytes([node, other]) : concatBytes([other, node]), crypto);
    at = Math.floor(at / 2);
  }
  return equalBytes(reversed(node), root);
}
