/**
 * The trie library writes a whole path for each account that a block touches, and all but the last are garbage at once.
 * This walk keeps what the new root reaches; anything beyond is never written.
 */

import { RLP } from "@ethereumjs/rlp";
import { toHex } from "#server/lib/bytes";

type Item = Uint8Array | Item[];

/** @param nodes new nodes by hex hash. @returns the keys that the root reaches within them */
export function reachableNodes(root: string, nodes: ReadonlyMap<string, Uint8Array>): Set<string> {
  const reached = new Set<string>();
  const waiting = [root];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const node = nodes.get(key);
    if (!node || reached.has(key)) continue;
    reached.add(key);
    for (const hash of hashesIn(RLP.decode(node))) waiting.push(toHex(hash));
  }
  return reached;
}

/** Everything that could be a reference: children, and in a leaf's value the root of an account's storage. */
function* hashesIn(item: Item): Generator<Uint8Array> {
  if (Array.isArray(item)) for (const child of item) yield* hashesIn(child);
  else if (item.length === 32) yield item;
  else if ((item[0] ?? 0) >= 0xc0) yield* hashesInValue(item);
}

function* hashesInValue(value: Uint8Array): Generator<Uint8Array> {
  let decoded: Item;
  try {
    decoded = RLP.decode(value);
  } catch {
    return;
  }
  if (Array.isArray(decoded)) yield* hashesIn(decoded);
}
