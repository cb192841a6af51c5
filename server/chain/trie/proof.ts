/**
 * Proof that a transaction stands at its place in a block: the trie's nodes from the root down to it. Whoever has only a
 * header can check it.
 */
import { equalBytes } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { DecodeError } from "../errors";
import { decodeRlp, type RlpItem } from "../rlp";
import { buildTrie, indexKey } from "./build";
import { expand, toNibbles } from "./nibbles";

export interface TransactionProof {
  readonly kind: "mpt";
  readonly root: Uint8Array;
  /** RLP of the transaction's index in its block. */
  readonly key: Uint8Array;
  /** RLP nodes, from the root down. */
  readonly path: readonly Uint8Array[];
}

/** @param raws all of the block's transactions. @throws RangeError when the index is not one of theirs */
export function proveTransaction(raws: readonly Uint8Array[], index: number, crypto: Crypto): TransactionProof {
  if (!Number.isInteger(index) || index < 0 || index >= raws.length)
    throw new RangeError(`index ${index}: the block has ${raws.length} transactions`);
  const { root, path } = buildTrie(raws, index, crypto);
  return { kind: "mpt", root, key: indexKey(index), path };
}

/** @returns the transaction that the proof leads to, or null where it proves nothing */
export function verifyTransactionProof(proof: TransactionProof, crypto: Crypto): Uint8Array | null {
  try {
    return walk(proof, crypto);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

function walk(proof: TransactionProof, crypto: Crypto): Uint8Array | null {
  let rest = toNibbles(proof.key);
  let node: RlpItem | undefined = proof.root;
  let used = 0;
  for (;;) {
    if (node instanceof Uint8Array) {
      const encoded: Uint8Array | undefined = proof.path[used++];
      if (!encoded || !equalBytes(crypto.keccak256(encoded), node)) return null;
      node = decodeRlp(encoded, `proof.path[${used - 1}]`);
    }
    const step: Step | null = Array.isArray(node) ? follow(node, rest) : null;
    if (!step) return null;
    if (step.value) return used === proof.path.length ? step.value : null;
    node = step.child;
    rest = step.rest;
  }
}

type Step =
  | { readonly value: Uint8Array; readonly child?: undefined; readonly rest?: undefined }
  | { readonly value?: undefined; readonly child: RlpItem; readonly rest: Uint8Array<ArrayBuffer> };

function follow(node: RlpItem[], rest: Uint8Array): Step | null {
  if (node.length === 17) {
    const [nibble] = rest;
    const child = nibble === undefined ? node[16] : node[nibble];
    if (nibble === undefined) return child instanceof Uint8Array && child.length > 0 ? { value: child } : null;
    return child === undefined || child.length === 0 ? null : { child, rest: rest.slice(1) };
  }
  const [key, child] = node;
  if (node.length !== 2 || !(key instanceof Uint8Array) || child === undefined) return null;
  const part = expand(key);
  if (!part || !equalBytes(part.nibbles, rest.subarray(0, part.nibbles.length))) return null;
  if (!part.leaf) return part.nibbles.length === 0 ? null : { child, rest: rest.slice(part.nibbles.length) };
  return part.nibbles.length === rest.length && child instanceof Uint8Array ? { value: child } : null;
}
