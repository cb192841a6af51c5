/** The command line of the simulator. What can't be used is named with what was expected. */
import { Command, InvalidArgumentError, Option } from "commander";
import { ENGINE_NAMES, type EngineName } from "./engines";

/** A week of one core; more is a slip. */
const SEEDS_MAX = 100_000_000;

export interface SimArguments {
  readonly engine: EngineName;
  readonly seeds: number;
  readonly firstSeed: number;
  readonly fresh: boolean;
  readonly stateDir: string;
}

function parseSeeds(text: string): number {
  const seeds = Number(text);
  if (!/^\d+$/.test(text) || seeds < 1 || seeds > SEEDS_MAX) {
    throw new InvalidArgumentError(`expected a whole number from 1 to ${SEEDS_MAX}`);
  }
  return seeds;
}

function parseSeed(text: string): number {
  if (!/^(0x)?[0-9a-f]{1,12}$/i.test(text))
    throw new InvalidArgumentError("expected 1 to 12 hexadecimal digits, as in 7f3a");
  return Number.parseInt(text, 16);
}

/** Ends the process with a message when the arguments are wrong, or after --help. */
export function parseArguments(argv: readonly string[]): SimArguments {
  const command = new Command("sim")
    .description(
      "Runs consensus engines through simulated networks that lose, cut, crash and lag; the same seed is the same run.",
    )
    .addOption(new Option("--engine <name>", "engine to simulate").choices(ENGINE_NAMES).makeOptionMandatory())
    .option("--seeds <n>", "how many seeds", parseSeeds)
    .option("--seed <hex>", "the first seed; alone: that one", parseSeed)
    .option("--fresh", "forget an interrupted run", false)
    .option("--state-dir <dir>", "where an interrupted run is kept", ".chainglass/sim")
    .allowExcessArguments(false)
    .parse(argv, { from: "user" });
  const options = command.opts<{
    engine: EngineName;
    seeds?: number;
    seed?: number;
    fresh: boolean;
    stateDir: string;
  }>();
  return {
    engine: options.engine,
    seeds: options.seeds ?? (options.seed === undefined ? 100 : 1),
    firstSeed: options.seed ?? 1,
    fresh: options.fresh,
    stateDir: options.stateDir,
  };
}
