/** The engine that is simulated, as the simulator sees it: the shipped one, or one broken on purpose by a test. */
import type { Engine, PoaEntry, PoaMessage, PoaOptions, PoaRecord, PoaStatus } from "#server/consensus";

export interface SimEngine extends Engine<PoaMessage, PoaRecord, PoaStatus, PoaEntry> {
  status(): PoaStatus;
  /** Everything that grows, with its limit. */
  sizes(): readonly { readonly name: string; readonly size: number; readonly limit: number }[];
}

export type EngineFactory = (options: PoaOptions) => SimEngine;
