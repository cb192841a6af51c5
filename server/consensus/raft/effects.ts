/** Collects one step's effects in order, and what the step still has to settle. */
import type { Effect, NodeId } from "../engine";
import type { RaftEntry } from "./journal";
import type { RaftMessage } from "./messages";
import type { RaftOptions } from "./options";
import type { RaftRecord } from "./persistence";
import type { RaftState } from "./state";
import type { RaftStatus } from "./status";

/** As an operation on a union: each of its members, with the two fields that every entry has still to be filled in. */
type Bare<Entry> = Entry extends unknown ? Omit<Entry, "term" | "height"> & { term?: number; height?: number } : never;

export class Effects {
  readonly list: Effect<RaftMessage, RaftRecord, RaftStatus, RaftEntry>[] = [];
  /** Role, term, leader or members are others: a status is due at once. */
  changed = false;
  /** Logs have moved: a status is due with the next tick. Under load each block would bring several. */
  moved = false;

  constructor(
    private readonly state: RaftState,
    readonly options: RaftOptions,
  ) {}

  push(effect: Effect<RaftMessage, RaftRecord, RaftStatus, RaftEntry>): void {
    this.list.push(effect);
  }

  /** Fills the entry in where it is: copying one costs more than all else that most steps do. */
  journal(entry: Bare<RaftEntry>): void {
    const { term, log } = this.state;
    entry.term = term;
    entry.height = log.last.height;
    this.list.push({ type: "journal", entry: entry as RaftEntry });
  }

  send(to: NodeId, message: RaftMessage, after: number | null = null): void {
    this.list.push({ type: "send", to, message, after });
  }

  /** @returns the record's index */
  persist(record: RaftRecord): number {
    const index = this.state.writes.nextIndex();
    this.list.push({ type: "persist", index, record });
    return index;
  }

  /** Draws a time-out and says so. */
  drawTimeout(): number {
    const { prng, pacing } = this.options;
    const timeoutTicks = prng.between(pacing.electionTicksMin, pacing.electionTicksMax);
    this.journal({ type: "timerArmed", timer: "election", timeoutTicks });
    return timeoutTicks;
  }
}
