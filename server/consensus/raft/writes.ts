/**
 * What this node has asked to have written, and how much of it is on disk. A message that speaks of the log or of a vote
 * waits for all that was written before it; the leader's own acknowledgement counts from `stableHeight` down.
 */
export class Writes {
  private lastIndex = 0;
  private persistedIndex = 0;
  private stable: number;
  /** Writes of blocks that are under way: the record's index and the height that it reaches. */
  private pending: { readonly index: number; height: number }[] = [];

  constructor(stableHeight: number) {
    this.stable = stableHeight;
  }

  /** Up to here the log is on disk. */
  get stableHeight(): number {
    return this.stable;
  }

  get pendingCount(): number {
    return this.pending.length;
  }

  /** What a message has to wait for that relies on everything written so far; null: nothing is under way. */
  get after(): number | null {
    return this.lastIndex > this.persistedIndex ? this.lastIndex : null;
  }

  nextIndex(): number {
    return ++this.lastIndex;
  }

  /** A record of blocks up to this height. */
  blocksWritten(index: number, height: number): void {
    this.pending.push({ index, height });
  }

  /** What is under way there is not in the log any more when it reaches the disk. */
  truncated(fromHeight: number): void {
    this.stable = Math.min(this.stable, fromHeight - 1);
    for (const write of this.pending) write.height = Math.min(write.height, fromHeight - 1);
  }

  /** The log starts anew at a block that is stored. */
  startAnew(height: number): void {
    this.stable = height;
    this.pending = [];
  }

  /** Records up to this one are on disk; says whether this reaches further up the log. */
  persisted(index: number): boolean {
    this.persistedIndex = Math.max(this.persistedIndex, Math.min(index, this.lastIndex));
    let done = 0;
    const before = this.stable;
    for (const write of this.pending) {
      if (write.index > index) break;
      this.stable = Math.max(this.stable, write.height);
      done++;
    }
    if (done > 0) this.pending.splice(0, done);
    return this.stable > before;
  }
}
