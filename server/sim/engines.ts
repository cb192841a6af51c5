/** The engines that can be simulated, by the name on the command line. */
import { poa } from "./protocols/poa";
import { raft } from "./protocols/raft";
import { runSeed, type SeedResult } from "./swarm";

export type EngineName = "poa" | "raft";

export const ENGINE_NAMES: readonly EngineName[] = ["poa", "raft"];

export const engines: Readonly<Record<EngineName, (seed: string) => SeedResult>> = {
  poa: (seed) => runSeed(seed, poa()),
  raft: (seed) => runSeed(seed, raft()),
};
