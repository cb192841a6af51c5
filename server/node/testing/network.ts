/**
 * A network of real node processes in a temporary folder, for tests: fresh keys, a funded account, free ports. Everything it
 * starts it ends.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ChainQueryClient, type GetStatusResponse } from "#proto";
import { addressOf } from "#server/chain";
import { to0x, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { call, connect } from "#server/rpc";
import { Links } from "./links";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const START_MS_MAX = 120_000;

export interface TestKey {
  readonly privateKey: Uint8Array;
  readonly address: string;
}

export interface TestNode {
  readonly id: string;
  readonly address: string;
  readonly configFile: string;
  readonly dataDir: string;
  process: ChildProcess | null;
  stderr: string;
}

export interface TestNetworkOptions {
  readonly nodes: number;
  readonly blockIntervalMs: number;
  readonly chainId?: number;
  readonly engine?: "poa" | "raft";
  /** Nodes hear each other through relays that can be cut. */
  readonly links?: boolean;
}

export function newKey(): TestKey {
  const privateKey = new Uint8Array(randomBytes(32));
  return { privateKey, address: to0x(addressOf(nativeCrypto.publicKey(privateKey), nativeCrypto)) };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  return Promise.all(
    servers.map((server) => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      return new Promise<number>((resolve) => server.close(() => resolve(port)));
    }),
  );
}

export class TestNetwork {
  readonly #clients = new Map<string, ChainQueryClient>();

  private constructor(
    readonly folder: string,
    readonly chainId: number,
    readonly funded: TestKey,
    readonly nodes: readonly TestNode[],
    private readonly relays: Links | null,
  ) {}

  static async create(options: TestNetworkOptions): Promise<TestNetwork> {
    const folder = mkdtempSync(join(tmpdir(), "chainglass-node-"));
    const { chainId = 7_777, engine = "poa" } = options;
    const funded = newKey();
    const ports = await freePorts(options.nodes);
    const members = ports.map((port, index) => ({ id: `t-${index + 1}`, key: newKey(), address: `127.0.0.1:${port}` }));
    const genesis = {
      ...{ network: "t", chainId, engine, ledger: "account", timeMs: Date.now() },
      ...{ blockIntervalMs: options.blockIntervalMs, gasLimit: "30000000" },
      validators: members.map(({ id, key }) => ({ id, address: key.address })),
      alloc: { [funded.address]: { balance: (10n ** 24n).toString() } },
    };
    writeFileSync(join(folder, "genesis.json"), JSON.stringify(genesis));
    const relays = options.links ? await Links.create(members) : null;
    const nodes = members.map(({ id, key, address }): TestNode => {
      const dataDir = join(folder, id);
      mkdirSync(dataDir);
      writeFileSync(join(dataDir, "key"), toHex(key.privateKey), { mode: 0o600 });
      const peers = members.map((member) => ({
        id: member.id,
        address: relays && member.id !== id ? relays.addressOf(id, member.id) : member.address,
      }));
      const settings = {
        id,
        network: "t",
        genesisFile: "../genesis.json",
        keyFile: "key",
        dataDir: ".",
        listen: address,
      };
      const configFile = join(dataDir, "node.json");
      writeFileSync(configFile, JSON.stringify({ ...settings, peers, logLevel: "info" }));
      return { id, address, configFile, dataDir, process: null, stderr: "" };
    });
    return new TestNetwork(folder, chainId, funded, nodes, relays);
  }

  /** Only of a network that was created with links. */
  get links(): Links {
    if (!this.relays) throw new Error("this network was created without links");
    return this.relays;
  }

  node(index: number): TestNode {
    const node = this.nodes[index];
    if (!node) throw new RangeError(`no node ${index}`);
    return node;
  }

  /** Resolves when the node is ready; rejects with what it said when it ends before. */
  start(node: TestNode): Promise<void> {
    const child = spawn(process.execPath, ["--import", "tsx", MAIN, "--config", node.configFile], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    node.process = child;
    node.stderr = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      node.stderr = (node.stderr + chunk.toString()).slice(-20_000);
    });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${node.id} is not ready:\n${node.stderr}`)), START_MS_MAX);
      child.once("message", () => {
        clearTimeout(timer);
        resolve();
      });
      child.once("exit", (code, signal) => {
        clearTimeout(timer);
        if (node.process === child) node.process = null;
        reject(new Error(`${node.id} ended with ${signal ?? code}: ${node.stderr}`));
      });
    });
  }

  async startAll(): Promise<void> {
    await Promise.all(this.nodes.map((node) => this.start(node)));
  }

  async end(node: TestNode, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
    const child = node.process;
    if (!child) return null;
    const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
    child.kill(signal);
    return ended;
  }

  client(node: TestNode): ChainQueryClient {
    const known = this.#clients.get(node.id);
    if (known) return known;
    const client = connect(ChainQueryClient, node.address);
    this.#clients.set(node.id, client);
    return client;
  }

  status(node: TestNode): Promise<GetStatusResponse> {
    return call((done) => this.client(node).getStatus({}, done));
  }

  async blockHash(node: TestNode, height: number): Promise<string> {
    const id = { id: { $case: "height" as const, value: height } };
    const { block } = await call<{ block?: { hash: Uint8Array } | undefined }>((done) =>
      this.client(node).getBlock({ id, include: [] }, done),
    );
    return block ? toHex(block.hash) : "";
  }

  /** Until the node's final block is at least so high. */
  async untilFinal(node: TestNode, height: number, timeoutMs = 60_000): Promise<number> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const status = await this.status(node).catch(() => null);
      const final = status?.final?.height ?? 0;
      if (final >= height) return final;
      if (Date.now() > deadline) {
        throw new Error(
          `${node.id} is final at ${final} (head ${status?.head?.height}), expected ${height}\n${node.stderr}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async remove(): Promise<void> {
    for (const client of this.#clients.values()) client.close();
    await Promise.all(this.nodes.map((node) => this.end(node, "SIGKILL")));
    await this.relays?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
