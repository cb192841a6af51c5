/** The engines that can be simulated, by the name on the command line. */
import { PoaEngine } from "#server/consensus";
import type { EngineFactory } from "./engine";

export type EngineName = "poa";

export const engines: Readonly<Record<EngineName, EngineFactory>> = {
  poa: (options) => new PoaEngine(options),
};
