/** The children of a start: which program, which settings, how long it may take to be ready. Pure: it starts nothing. */
import { join } from "node:path";
import type { DevnetNetwork } from "../network/create";
import type { Cluster } from "../postgres/cluster";
import type { ChildSpec } from "./child";

/** A node may have to repair its storage first; an indexer and a web process may have to wait for a migration. */
const READY_LIMIT_MS = 120_000;

export interface Programs {
  /** The folder of the repository: programs lie below it, and it is where they run. */
  readonly root: string;
  /** Settings for every child. */
  readonly environment: NodeJS.ProcessEnv;
  /** Other pauses before a child is started again than people want to see. */
  readonly restart?: Restart;
}

export interface Restart {
  readonly restartFirstMs: number;
  readonly restartMaxMs: number;
  readonly startAttempts: number;
}

/**
 * The JavaScript heap of a process, in MiB. Left to itself, V8 takes gigabytes before it collects on a large machine; with a
 * limit its memory finds a level within minutes. Several times what each process holds in use.
 */
const HEAP_MIB_MAX = 320;
/** A node's thread of consensus holds some fifty in use; its ledger's worker has a limit of its own. */
const NODE_HEAP_MIB_MAX = 192;
/** By how much a heap may outgrow what was in use at its last collection. V8's own choice, double and more, grows for long. */
const HEAP_GROWTH_PERCENT = 30;
/** Each half of the young generation, in MiB: V8 doubles it now and then for half an hour, up to three times sixteen a thread. */
const YOUNG_HALF_MIB_MAX = 4;

function program(
  programs: Programs,
  name: string,
  file: string,
  args: readonly string[],
  more = {},
  heapMib = HEAP_MIB_MAX,
): ChildSpec {
  return {
    name,
    command: process.execPath,
    args: [
      `--max-old-space-size=${heapMib}`,
      `--heap-growing-percent=${HEAP_GROWTH_PERCENT}`,
      `--max-semi-space-size=${YOUNG_HALF_MIB_MAX}`,
      ...["--import", "tsx", join(programs.root, file), ...args],
    ],
    // glibc gives each thread an arena of its own, which fragment apart and never shrink: two are enough for a few threads.
    environment: { ...programs.environment, MALLOC_ARENA_MAX: "2", ...more },
    cwd: programs.root,
    stopSignal: "SIGTERM",
    readyLimitMs: READY_LIMIT_MS,
    ...programs.restart,
  };
}

export function postgresChild(cluster: Cluster, restart?: Restart): ChildSpec {
  const ids = cluster.uid === undefined || cluster.gid === undefined ? {} : { uid: cluster.uid, gid: cluster.gid };
  return {
    name: "postgres",
    command: cluster.command,
    args: cluster.args,
    environment: cluster.environment,
    cwd: "/",
    ...ids,
    // Fast shutdown: it does not wait for sessions to end.
    stopSignal: "SIGINT",
    readyLimitMs: READY_LIMIT_MS,
    probe: (signal) => cluster.ready(signal),
    // Everything waits for it, and what people should see dead are nodes.
    restartFirstMs: 500,
    ...restart,
  };
}

export function nodeChildren(programs: Programs, network: DevnetNetwork): ChildSpec[] {
  return network.nodes.map((node) =>
    program(
      programs,
      node.id,
      "server/node/main.ts",
      ["--config", node.configFile],
      { CHAINGLASS_DEVNET_NODE: "1" },
      NODE_HEAP_MIB_MAX,
    ),
  );
}

export const indexerChild = (programs: Programs) => program(programs, "indexer", "server/indexer/main.ts", []);
export const webChild = (programs: Programs) => program(programs, "web", "server/web/main.ts", []);
export const trafficChild = (programs: Programs) => program(programs, "traffic", "server/devnet/traffic/main.ts", []);

/** As CHAINGLASS_NODES is written. */
export function nodeList(networks: readonly DevnetNetwork[]): string {
  return networks.flatMap((network) => network.nodes.map((node) => `${network.name}@${node.address}`)).join(",");
}
