/**
 * The environment, read once and checked: no other file reads it. A bad value is named with what was expected, all of them
 * at once, before anything starts.
 */
import { z } from "zod";

/** More than this many node processes on one machine is a slip, not a wish. */
const DEVNET_NODES_MAX = 32;

/** What is read in decimal digits, and refused in the same words whatever is wrong with it. */
const within = (min: number, max: number, unit: string, pattern: RegExp) => {
  const isGood = (text: string) => pattern.test(text) && Number(text) >= min && Number(text) <= max;
  return z.string().refine(isGood, `expected ${unit} from ${min} to ${max}`).transform(Number);
};
const wholeWithin = (min: number, max: number, unit = "a whole number") => within(min, max, unit, /^\d+$/);

const port = wholeWithin(1, 65_535);

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** A network's name: it stands in URLs and folder names. */
const networkName = /^[a-z][a-z0-9-]{0,30}$/;

export interface NodeAddress {
  /** Null: the source's own network, named after its place in the list. */
  readonly network: string | null;
  /** `host:port`. */
  readonly address: string;
}

const ENGINES = ["poa", "raft"] as const;
type EngineName = (typeof ENGINES)[number];

/** What a start makes where nothing else is asked for. */
const DEVNET_DEFAULT = "alpha=raft:3,beta=poa:4";

export interface DevnetSpec {
  readonly name: string;
  readonly engine: EngineName;
  readonly nodes: number;
  readonly ledger: "account";
}

const nodeAddresses = z.string().transform((text, context): NodeAddress[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const match = /^(?:([^@]+)@)?(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(part);
      const portNumber = Number(match?.[3]);
      if (!match || portNumber < 1 || portNumber > 65_535 || (match[1] !== undefined && !networkName.test(match[1]))) {
        context.addIssue(`"${part}" is not [network@]host:port (network: a-z, 0-9, -; port: 1 to 65535)`);
        return { network: null, address: part };
      }
      return { network: match[1] ?? null, address: `${match[2]}:${match[3]}` };
    }),
);

const devnets = z.string().transform((text, context): DevnetSpec[] => {
  const specs = text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part): DevnetSpec => {
      const match = /^([^=]+)=([a-z]+):(\d{1,3})(?:\/([a-z]+))?$/.exec(part);
      const nodes = Number(match?.[3]);
      const [, name = "", given, , ledger = "account"] = match ?? [];
      const engine = ENGINES.find((each) => each === given);
      if (!match || !networkName.test(name))
        context.addIssue(`"${part}" is not name=engine:count[/ledger], as in ${DEVNET_DEFAULT}`);
      else if (!engine) context.addIssue(`"${part}": the engine "${given}" is not known; known: ${ENGINES.join(", ")}`);
      else if (ledger !== "account") context.addIssue(`"${part}": the ledger "${ledger}" is not known; known: account`);
      else if (nodes < 1 || nodes > DEVNET_NODES_MAX)
        context.addIssue(`"${part}": 1 to ${DEVNET_NODES_MAX} nodes, not ${nodes}`);
      return { name, engine: engine ?? "poa", nodes, ledger: "account" };
    });
  const names = specs.map((spec) => spec.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) context.addIssue(`"${twice}" names two networks`);
  const together = specs.reduce((sum, { nodes }) => sum + nodes, 0);
  if (specs.length > 1 && together > DEVNET_NODES_MAX)
    context.addIssue(`${together} nodes together, expected at most ${DEVNET_NODES_MAX}`);
  if (specs.length === 0) context.addIssue(`expected at least one network, as in ${DEVNET_DEFAULT}`);
  return specs;
});

const url = (protocols: RegExp, example: string) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.test(new URL(text).protocol), `expected a URL as in ${example}`);

const Environment = z.object({
  PORT: port.prefault("3000"),
  CHAINGLASS_DATA_DIR: z.string().min(1).default(".chainglass"),
  DATABASE_URL: url(/^postgres(ql)?:$/, "postgresql://user@host:5432/name").optional(),
  CHAINGLASS_NODES: nodeAddresses.optional(),
  CHAINGLASS_DEVNET: devnets.prefault(DEVNET_DEFAULT),
  CHAINGLASS_BLOCK_INTERVAL_MS: wholeWithin(20, 600_000, "a whole number of milliseconds").prefault("1000"),
  CHAINGLASS_LOAD: within(0, 10_000, "a number of transactions per second", /^\d+(\.\d+)?$/).prefault("5"),
  CHAINGLASS_GRPC_PORT: port.prefault("50051"),
  LOG_LEVEL: z.enum(LOG_LEVELS, `expected one of ${LOG_LEVELS.join(", ")}`).default("info"),
});

export interface Config {
  readonly port: number;
  readonly dataDir: string;
  /** Null: the embedded Postgres. */
  readonly databaseUrl: string | null;
  /** Null: the devnet. */
  readonly nodes: readonly NodeAddress[] | null;
  readonly devnet: readonly DevnetSpec[];
  /** False: nobody has asked for this devnet, it is the default. */
  readonly devnetAsked: boolean;
  readonly blockIntervalMs: number;
  /** Transactions per second of the devnet's own traffic. */
  readonly load: number;
  readonly grpcPort: number;
  readonly logLevel: z.infer<typeof Environment>["LOG_LEVEL"];
}

/** What is wrong with the environment, one line a variable, fit to be shown as it is. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** What tests read, and what the devnet marks its nodes with: no settings, and nothing to warn of. */
const NO_SETTING = /^CHAINGLASS_(TEST_|DEVNET_NODE$)/;

/** A line for names like ours that nobody reads, most often a slip; null where there are none. */
export function unknownVariables(environment: Record<string, string | undefined>): string | null {
  const known = Object.keys(Environment.shape);
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith("CHAINGLASS_") && !known.includes(name) && !NO_SETTING.test(name),
  );
  if (unknown.length === 0) return null;
  const ours = known.filter((name) => name.startsWith("CHAINGLASS_")).join(", ");
  return `warning: ${unknown.join(", ")} ${unknown.length === 1 ? "is" : "are"} not known and changes nothing; known: ${ours}`;
}

/** @throws ConfigError naming each bad variable with what was expected */
export function readConfig(environment: Record<string, string | undefined>): Config {
  // An empty variable means an absent one, as in compose files.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(
      (issue) => `  ${issue.path.join(".")}=${given[String(issue.path[0])] ?? ""}: ${issue.message}`,
    );
    throw new ConfigError(
      `The environment has ${lines.length === 1 ? "a value" : "values"} that can't be used:\n${lines.join("\n")}`,
    );
  }
  const env = parsed.data;
  return {
    port: env.PORT,
    dataDir: env.CHAINGLASS_DATA_DIR,
    databaseUrl: env.DATABASE_URL ?? null,
    nodes: env.CHAINGLASS_NODES ?? null,
    devnet: env.CHAINGLASS_DEVNET,
    devnetAsked: given.CHAINGLASS_DEVNET !== undefined,
    blockIntervalMs: env.CHAINGLASS_BLOCK_INTERVAL_MS,
    load: env.CHAINGLASS_LOAD,
    grpcPort: env.CHAINGLASS_GRPC_PORT,
    logLevel: env.LOG_LEVEL,
  };
}
