/** Collects one step's effects in order, and what the step still has to settle. */
import type { Effect } from "../engine";
import type { PoaEntry } from "./journal";
import type { PoaMessage } from "./messages";
import type { PoaOptions } from "./options";
import { timeoutTicks } from "./pacing";
import type { PoaRecord } from "./persistence";
import { proposerOf } from "./quorum";
import type { PoaState } from "./state";
import type { PoaStatus } from "./status";

/** As an operation on a union: each of its members, less the two fields that every entry has. */
type Bare<Entry> = Entry extends unknown ? Omit<Entry, "turn" | "height"> : never;

export class Effects {
  readonly list: Effect<PoaMessage, PoaRecord, PoaStatus, PoaEntry>[] = [];
  /** Votes or blocks have come: finality and head are to be found anew. */
  stale = false;
  /** Something that a status shows has changed. */
  changed = false;

  constructor(
    private readonly state: PoaState,
    readonly options: PoaOptions,
  ) {}

  push(effect: Effect<PoaMessage, PoaRecord, PoaStatus, PoaEntry>): void {
    this.list.push(effect);
  }

  journal(entry: Bare<PoaEntry>, turn = this.state.turn): void {
    this.push({ type: "journal", entry: { ...entry, turn, height: this.state.head.height } });
  }

  announceTurn(): void {
    const { turn, validators, turnsWithoutFinal } = this.state;
    this.changed = true;
    this.journal({
      type: "turnStarted",
      proposer: proposerOf(turn, validators),
      timeoutTicks: timeoutTicks(this.options.pacing, turnsWithoutFinal),
    });
  }
}
