/**
 * A devnet network's folder: keys and genesis are made once, whole or not at all, and never overwritten. The nodes' own
 * settings (ports, peers) are written anew at each start, because they belong to this machine and not to the chain.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateKey, writeKeys } from "./keys";
import { networkFolder, readGenesis, type Shape, settleShape } from "./shape";

export const TRAFFIC_ACCOUNTS = 16;
const GAS_LIMIT = "30000000";
const ETHER = 10n ** 18n;
const FAUCET_WEI = (1_000_000_000n * ETHER).toString();
const TRAFFIC_WEI = (1_000_000n * ETHER).toString();

export interface NetworkWish extends Shape {
  readonly blockIntervalMs: number;
  readonly firstPort: number;
  readonly logLevel: string;
}

export interface DevnetNode {
  readonly id: string;
  readonly address: string;
  readonly configFile: string;
}

export interface DevnetNetwork {
  readonly name: string;
  readonly shape: Shape;
  readonly chainId: number;
  readonly folder: string;
  readonly nodes: readonly DevnetNode[];
  readonly created: boolean;
  /** Wishes that an existing chain can't follow, fit to be shown. */
  readonly remarks: readonly string[];
}

/** @throws Error saying what exists and what to do, when an existing network is another than the wanted one */
export function openNetwork(dataDir: string, wish: NetworkWish): DevnetNetwork {
  settleShape(dataDir, wish, true);
  const folder = networkFolder(dataDir, wish.name);
  const created = !existsSync(join(folder, "genesis.json"));
  if (created) createNetwork(dataDir, wish);
  const genesis = readGenesis(dataDir, wish.name);
  if (!genesis) throw new Error(`${join(folder, "genesis.json")} has gone while it was read.`);
  const remarks =
    genesis.blockIntervalMs === wish.blockIntervalMs
      ? []
      : [
          `${wish.name} keeps its block interval of ${genesis.blockIntervalMs} ms: it stands in its genesis. Another one (CHAINGLASS_BLOCK_INTERVAL_MS=${wish.blockIntervalMs}) needs another CHAINGLASS_DATA_DIR.`,
        ];
  const nodes = writeNodeSettings(
    folder,
    wish,
    genesis.validators.map((validator) => validator.id),
  );
  return { name: wish.name, shape: wish, chainId: genesis.chainId, folder, nodes, created, remarks };
}

/** @param index from 0 */
export const nodeId = (network: string, index: number) => `${network}-${index + 1}`;

function createNetwork(dataDir: string, wish: NetworkWish): void {
  const folder = networkFolder(dataDir, wish.name);
  if (existsSync(folder))
    throw new Error(`${folder} exists and holds no genesis.json: move it away, then start again.`);
  const half = join(dataDir, "devnet", `.${wish.name}.new`);
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true, mode: 0o700 });
  const faucet = generateKey();
  const traffic = Array.from({ length: TRAFFIC_ACCOUNTS }, generateKey);
  const validators = Array.from({ length: wish.nodes }, (_, index) => ({
    id: nodeId(wish.name, index),
    key: generateKey(),
  }));
  writeKeys(join(half, "faucet.key"), [faucet]);
  writeKeys(join(half, "traffic.keys"), traffic);
  for (const { id, key } of validators) {
    mkdirSync(join(half, id), { mode: 0o700 });
    writeKeys(join(half, id, "key"), [key]);
  }
  const genesis = {
    network: wish.name,
    chainId: chainIdOf(wish.name),
    engine: wish.engine,
    ledger: wish.ledger,
    timeMs: Date.now(),
    blockIntervalMs: wish.blockIntervalMs,
    gasLimit: GAS_LIMIT,
    validators: validators.map(({ id, key }) => ({ id, address: key.address })),
    alloc: Object.fromEntries([
      [faucet.address, { balance: FAUCET_WEI }],
      ...traffic.map((key) => [key.address, { balance: TRAFFIC_WEI }] as const),
    ]),
  };
  writeFileSync(join(half, "genesis.json"), `${JSON.stringify(genesis, null, 2)}\n`);
  renameSync(half, folder);
}

/** Stable for a name, and away from the numbers of known chains. */
function chainIdOf(name: string): number {
  return 7_000_000 + (createHash("sha256").update(name).digest().readUInt32BE(0) % 1_000_000);
}

function writeNodeSettings(folder: string, wish: NetworkWish, ids: readonly string[]): DevnetNode[] {
  const nodes = ids.map((id, index) => ({
    id,
    address: `127.0.0.1:${wish.firstPort + index}`,
    configFile: join(folder, id, "node.json"),
  }));
  for (const node of nodes) {
    const dataDir = join(folder, node.id);
    const settings = {
      id: node.id,
      network: wish.name,
      genesisFile: join(folder, "genesis.json"),
      keyFile: join(dataDir, "key"),
      dataDir,
      listen: node.address,
      peers: nodes.filter((peer) => peer !== node).map(({ id, address }) => ({ id, address })),
      logLevel: wish.logLevel,
    };
    // Whole or not at all: a node that starts again at this moment reads either.
    writeFileSync(`${node.configFile}.new`, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${node.configFile}.new`, node.configFile);
  }
  return nodes;
}
