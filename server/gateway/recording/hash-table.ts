/**
 * From hashes to small numbers, in two flat arrays (open addressing): 8 bytes a slot, at most half full. Only a print of the
 * hash is kept, so what it finds are candidates, to be compared by whoever asks.
 */

const INITIAL = 4096;
const EMPTY = -1;
/** One and the same hash, recorded over and over, must not fill the table: of its places the first few are kept. */
const SAME_PRINT_MAX = 4;

export class HashTable {
  count = 0;
  #prints = new Uint32Array(INITIAL);
  #values = new Int32Array(INITIAL).fill(EMPTY);

  add(hash: Uint8Array, value: number): void {
    if (2 * this.count >= this.#values.length) this.#grow();
    if (this.#put(printOf(hash), value)) this.count++;
  }

  *candidates(hash: Uint8Array): Generator<number> {
    const print = printOf(hash);
    const mask = this.#values.length - 1;
    for (let slot = print & mask; ; slot = (slot + 1) & mask) {
      const value = this.#values[slot] ?? EMPTY;
      if (value === EMPTY) return;
      if (this.#prints[slot] === print) yield value;
    }
  }

  /** @returns whether it was kept */
  #put(print: number, value: number): boolean {
    const mask = this.#values.length - 1;
    let slot = print & mask;
    for (let same = 0; this.#values[slot] !== EMPTY; slot = (slot + 1) & mask)
      if (this.#prints[slot] === print && ++same === SAME_PRINT_MAX) return false;
    this.#prints[slot] = print;
    this.#values[slot] = value;
    return true;
  }

  #grow(): void {
    const prints = this.#prints;
    const values = this.#values;
    this.#prints = new Uint32Array(2 * prints.length);
    this.#values = new Int32Array(2 * values.length).fill(EMPTY);
    for (const [slot, value] of values.entries()) if (value !== EMPTY) this.#put(prints[slot] ?? 0, value);
  }
}

/** The last bytes: proof of work makes the first ones zeros. */
function printOf(hash: Uint8Array): number {
  const end = hash.length;
  return (
    (((hash[end - 4] ?? 0) << 24) |
      ((hash[end - 3] ?? 0) << 16) |
      ((hash[end - 2] ?? 0) << 8) |
      (hash[end - 1] ?? 0)) >>>
    0
  );
}
