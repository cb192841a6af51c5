/**
 * Blocks that somebody spoke of and that are not here: whom to ask, and when. A first fetch may wait a moment, since votes
 * often overtake the proposal; further ones back off. Bounded; the highest blocks win, for their ancestors come with them.
 */
import type { BlockHash, NodeId } from "../engine";
import { FETCH_ATTEMPTS_MAX, WANTED_MAX } from "./limits";

const BACKOFF_DOUBLINGS_MAX = 4;
/** So often a block may fail to come until its absence no longer keeps this node from proposing. */
const ATTEMPTS_HOPEFUL = 3;

interface Wanted {
  readonly height: number;
  from: NodeId;
  attempts: number;
  dueTick: number;
}

export class Fetching {
  private readonly wanted = new Map<BlockHash, Wanted>();

  /** Peers asked of late; as many as there are peers. */
  private readonly busyUntilTick = new Map<NodeId, number>();

  constructor(private readonly retryTicks: number) {}

  get size(): number {
    return this.wanted.size;
  }

  want(block: { hash: BlockHash; height: number }, from: NodeId, dueTick: number): void {
    const known = this.wanted.get(block.hash);
    if (known !== undefined) {
      known.from = from;
      known.dueTick = Math.min(known.dueTick, known.attempts === 0 ? dueTick : known.dueTick);
      return;
    }
    this.wanted.set(block.hash, { height: block.height, from, attempts: 0, dueTick });
    if (this.wanted.size > WANTED_MAX) this.dropLowest();
  }

  got(hash: BlockHash): void {
    this.wanted.delete(hash);
  }

  forgetUpTo(height: number): void {
    for (const [hash, wanted] of this.wanted) if (wanted.height <= height) this.wanted.delete(hash);
  }

  /** A block well above this height is being fetched: the node is behind and its head stale. */
  behind(height: number): boolean {
    for (const wanted of this.wanted.values()) {
      if (wanted.height > height + 1 && wanted.attempts <= ATTEMPTS_HOPEFUL) return true;
    }
    return false;
  }

  /** What is to be asked for now: the highest first, and one block a peer and interval, since ancestors come along. */
  due(tick: number): { hash: BlockHash; from: NodeId }[] {
    const due: { hash: BlockHash; from: NodeId }[] = [];
    const candidates = [...this.wanted].filter(([, wanted]) => wanted.dueTick <= tick);
    for (const [hash, wanted] of candidates.sort(([, a], [, b]) => b.height - a.height)) {
      if (wanted.attempts >= FETCH_ATTEMPTS_MAX) {
        this.wanted.delete(hash);
        continue;
      }
      if (tick < (this.busyUntilTick.get(wanted.from) ?? 0)) continue;
      this.busyUntilTick.set(wanted.from, tick + this.retryTicks);
      due.push({ hash, from: wanted.from });
      wanted.dueTick = tick + this.retryTicks * 2 ** Math.min(wanted.attempts, BACKOFF_DOUBLINGS_MAX);
      wanted.attempts++;
    }
    return due;
  }

  private dropLowest(): void {
    const lowest = [...this.wanted].reduce((low, entry) => (entry[1].height < low[1].height ? entry : low));
    this.wanted.delete(lowest[0]);
  }
}
