/** The PoA engine: dispatches events to its parts. */
import type { Effect, Engine, Event } from "../engine";
import type { PoaEntry } from "./journal";
import type { PoaMessage } from "./messages";
import type { PoaOptions } from "./options";
import type { PoaRecord } from "./persistence";
import { quorumOf } from "./quorum";
import type { PoaStatus } from "./status";

export type PoaEvent = Event<PoaMessage>;
export type PoaEffect = Effect<PoaMessage, PoaRecord, PoaStatus, PoaEntry>;

export class PoaEngine implements Engine<PoaMessage, PoaRecord, PoaStatus, PoaEntry> {
  constructor(private readonly options: PoaOptions) {}

  step(_event: PoaEvent): PoaEffect[] {
    return [];
  }

  /** As of now; also sent as an effect whenever anything but the ages has changed. */
  status(): PoaStatus {
    const { validators, restored } = this.options;
    const ref = { hash: restored.final.hash, height: restored.final.height };
    return {
      turn: 0,
      inTurn: validators[0] ?? "",
      order: validators,
      signed: [],
      turnAgeTicks: 0,
      turnTimeoutTicks: 0,
      turnsWithoutFinal: 0,
      quorum: quorumOf(validators.length),
      head: ref,
      final: ref,
    };
  }
}
