/**
 * `npm start` from settings to `ready`: the lock, what an earlier start left behind, the ports, the networks' files, then
 * the children in order. Promises that whatever was started is stopped again, whether it ends by wish or by a failure.
 */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { refusedAddresses } from "./addresses";
import { type DevnetNetwork, nodeId, openNetwork } from "./network/create";
import { fragility, type Shape, settleShape, toleranceOf } from "./network/shape";
import { prepareCluster } from "./postgres/cluster";
import { endOrphan } from "./postgres/orphan";
import {
  indexerChild,
  nodeChildren,
  nodeList,
  type Programs,
  postgresChild,
  type Restart,
  trafficChild,
  webChild,
} from "./supervisor/plan";
import { checkPorts, type WantedPort } from "./supervisor/ports";
import { lockRunFolder, type RunFolder } from "./supervisor/run-folder";
import { type Group, type Screen, Supervisor } from "./supervisor/supervisor";

/** The part of the configuration that a start needs; server/config.ts says what each means. */
export interface StartConfig {
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly nodes: readonly { readonly network: string | null; readonly address: string }[] | null;
  readonly devnet: readonly Shape[];
  readonly devnetAsked: boolean;
  readonly blockIntervalMs: number;
  readonly load: number;
  readonly grpcPort: number;
  readonly logLevel: string;
}

export interface StartOptions {
  readonly config: StartConfig;
  /** The repository's folder. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly screen: Screen;
  readonly signal: AbortSignal;
  /** For kill runs: other pauses before a child is started again, and no web where its pages are not built. */
  readonly restart?: Restart;
  readonly web?: boolean;
}

/** Runs until the signal aborts and everything has ended. @throws Error fit to be shown when it can't start */
export async function startAll(options: StartOptions): Promise<void> {
  const { config, screen, signal } = options;
  const dataDir = resolve(config.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const run = lockRunFolder(dataDir);
  const supervisor = new Supervisor(dataDir, run, screen);
  try {
    await startChildren({ ...options, dataDir, run, supervisor });
    if (config.nodes && options.web !== false)
      for (const line of await refusedAddresses(config.port, signal)) screen.say(line);
    screen.say(`ready  http://localhost:${config.port}`);
    await new Promise<void>((done) => {
      if (signal.aborted) done();
      signal.addEventListener("abort", () => done(), { once: true });
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    if (signal.aborted) screen.say("stopping");
    await supervisor.stop();
    run.release();
  }
}

interface Starting extends StartOptions {
  readonly dataDir: string;
  readonly run: RunFolder;
  readonly supervisor: Supervisor;
}

async function startChildren(starting: Starting): Promise<void> {
  const { config, dataDir, run, screen, signal, supervisor } = starting;
  const orphans = await run.endOrphans();
  if (orphans.length > 0) screen.say(`ended what an earlier start left behind: ${orphans.join(", ")}`);
  // Before anything is made: settings that can't be followed are said at once.
  const shapes = config.nodes ? [] : settleShapes(config, dataDir, screen);
  await checkPorts(wantedPorts(config, shapes));
  const networks = openNetworks(config, shapes, dataDir, screen);
  const databaseUrl = config.databaseUrl ?? (await startPostgres(starting));
  const programs: Programs = {
    root: starting.root,
    ...(starting.restart ? { restart: starting.restart } : {}),
    environment: {
      ...starting.environment,
      CHAINGLASS_DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      ...(config.nodes ? {} : { CHAINGLASS_NODES: nodeList(networks) }),
    },
  };
  await supervisor.start(groupsOf(starting, programs, networks), signal);
}

function groupsOf({ config, web }: Starting, programs: Programs, networks: readonly DevnetNetwork[]): Group[] {
  return [
    ...networks.map((network) => ({
      title: `${network.name}: ${network.nodes.length} ${network.nodes.length === 1 ? "node" : "nodes"}, ${toleranceOf(network.shape)}`,
      children: nodeChildren(programs, network),
    })),
    { title: "indexer", children: [indexerChild(programs)] },
    ...(web === false ? [] : [{ title: "web", children: [webChild(programs)] }]),
    ...(networks.length > 0 && config.load > 0 ? [{ title: "traffic", children: [trafficChild(programs)] }] : []),
  ];
}

async function startPostgres({ dataDir, restart, screen, signal, supervisor }: Starting): Promise<string> {
  const folder = resolve(dataDir, "postgres");
  const cluster = await screen.step("database files", () => prepareCluster(folder, signal));
  if (!cluster.data.startsWith(folder))
    screen.say(`the database lies in ${cluster.data}, because ${dataDir} is closed to the account that runs it`);
  const orphan = await endOrphan(cluster.data);
  if (orphan !== null) screen.say(`ended a Postgres that an earlier start left behind (pid ${orphan})`);
  await supervisor.start([{ title: "database", children: [postgresChild(cluster, restart)] }], signal);
  return cluster.url;
}

function settleShapes(config: StartConfig, dataDir: string, screen: Screen): Shape[] {
  return config.devnet.map((wanted) => {
    const { shape, remark } = settleShape(dataDir, wanted, config.devnetAsked);
    for (const line of [remark, fragility(shape)]) if (line !== null) screen.say(line);
    return shape;
  });
}

function openNetworks(config: StartConfig, shapes: readonly Shape[], dataDir: string, screen: Screen): DevnetNetwork[] {
  let firstPort = config.grpcPort;
  return shapes.map((shape) => {
    const { blockIntervalMs, logLevel } = config;
    const network = openNetwork(dataDir, { ...shape, blockIntervalMs, logLevel, firstPort });
    firstPort += shape.nodes;
    if (network.created) screen.say(`made the network ${network.name}: keys and genesis in ${network.folder}`);
    for (const remark of network.remarks) screen.say(remark);
    return network;
  });
}

function wantedPorts(config: StartConfig, shapes: readonly Shape[]): WantedPort[] {
  const web: WantedPort = { port: config.port, what: "the web", setting: "PORT", example: `PORT=${config.port + 1}` };
  const ids = shapes.flatMap(({ name, nodes }) => Array.from({ length: nodes }, (_, index) => nodeId(name, index)));
  const last = config.grpcPort + ids.length - 1;
  const setting = "CHAINGLASS_GRPC_PORT";
  const example = `${setting}=${last > 65_535 ? 50_051 : Math.min(last + 1000, 65_000)}`;
  const nodes = ids.map((id, index): WantedPort => {
    return { port: config.grpcPort + index, host: "127.0.0.1", what: `the node ${id}`, setting, example };
  });
  return [web, ...nodes];
}
