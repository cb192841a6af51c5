/** Keys of the trie, in half bytes, and their compact form in leaves and extensions (Yellow Paper, appendix C). */

export function toNibbles(key: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(2 * key.length);
  key.forEach((byte, index) => {
    nibbles[2 * index] = byte >> 4;
    nibbles[2 * index + 1] = byte & 15;
  });
  return nibbles;
}

export function compact(nibbles: Uint8Array, leaf: boolean): Uint8Array {
  const odd = nibbles.length % 2;
  const flags = (leaf ? 2 : 0) + odd;
  const padded = Uint8Array.from(odd ? [flags, ...nibbles] : [flags, 0, ...nibbles]);
  return Uint8Array.from(
    { length: padded.length / 2 },
    (_, i) => ((padded[2 * i] ?? 0) << 4) | (padded[2 * i + 1] ?? 0),
  );
}

/** Null where the flags are none. */
export function expand(bytes: Uint8Array): { nibbles: Uint8Array; leaf: boolean } | null {
  const all = toNibbles(bytes);
  const flags = all[0];
  if (flags === undefined || flags > 3 || (flags % 2 === 0 && all[1] !== 0)) return null;
  return { nibbles: all.subarray(flags % 2 === 1 ? 1 : 2), leaf: flags >= 2 };
}
