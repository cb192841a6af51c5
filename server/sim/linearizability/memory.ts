/** Which sets of operations have led to which states: a set is a row of bits, looked up by a hash and compared in full. */

export class TriedStates {
  private readonly taken: Uint32Array;
  /** By hash of the set and then by state: one set leads to many states, and these may be long texts. */
  private readonly tried = new Map<number, Map<string | number, Uint32Array[]>>();

  constructor(operations: number) {
    this.taken = new Uint32Array(Math.ceil(operations / 32));
  }

  take(id: number): void {
    this.flip(id);
  }

  giveBack(id: number): void {
    this.flip(id);
  }

  /** Whether the taken operations and this one have not led to this state before; remembered from now on. */
  isNew(id: number, state: string | number): boolean {
    this.flip(id);
    const sets = this.setsOf(this.hash(), state);
    const isKnown = sets.some((set) => this.equals(set));
    if (!isKnown) sets.push(this.taken.slice());
    this.flip(id);
    return !isKnown;
  }

  private setsOf(hash: number, state: string | number): Uint32Array[] {
    let byState = this.tried.get(hash);
    if (byState === undefined) {
      byState = new Map();
      this.tried.set(hash, byState);
    }
    let sets = byState.get(state);
    if (sets === undefined) {
      sets = [];
      byState.set(state, sets);
    }
    return sets;
  }

  private flip(id: number): void {
    const word = id >>> 5;
    this.taken[word] = (this.taken[word] ?? 0) ^ (1 << (id & 31));
  }

  private hash(): number {
    let hash = 0x811c9dc5;
    for (const word of this.taken) hash = Math.imul(hash ^ word, 0x01000193) ^ (hash >>> 15);
    return hash;
  }

  private equals(other: Uint32Array): boolean {
    for (let i = 0; i < other.length; i++) if (other[i] !== this.taken[i]) return false;
    return true;
  }
}
