/** A node's settings, from its node.json: parsed and checked in full before anything starts. Paths are relative to the file. */
import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { addressOf, type Genesis, GenesisError, parseGenesis } from "#server/chain";
import { fromHex, to0x } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";

const PEERS_MAX = 64;

const hostPort = z.string().regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, "expected host:port");
const nodeId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "expected a name of a-z, 0-9 and -");

const NodeFile = z.object({
  id: nodeId,
  network: z.string().min(1),
  genesisFile: z.string().min(1),
  keyFile: z.string().min(1),
  dataDir: z.string().min(1),
  listen: hostPort,
  peers: z.array(z.object({ id: nodeId, address: hostPort })).max(PEERS_MAX),
  logLevel: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

export interface NodeConfig extends z.infer<typeof NodeFile> {
  readonly genesis: Genesis;
  /** 32 bytes. */
  readonly privateKey: Uint8Array;
}

/** What is wrong with a node's files, fit to be shown as it is. */
export class NodeConfigError extends Error {
  override readonly name = "NodeConfigError";
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new NodeConfigError(`${file} can't be read as JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** @throws NodeConfigError naming the file, the field and what was expected */
export function readNodeConfig(file: string): NodeConfig {
  const parsed = NodeFile.safeParse(readJson(file));
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".") || "the file"}: ${issue.message}`);
    throw new NodeConfigError(`${file} has values that can't be used:\n${lines.join("\n")}`);
  }
  const near = (path: string) => resolve(dirname(file), path);
  const config = {
    ...parsed.data,
    genesisFile: near(parsed.data.genesisFile),
    keyFile: near(parsed.data.keyFile),
    dataDir: near(parsed.data.dataDir),
    peers: parsed.data.peers.filter(({ id }) => id !== parsed.data.id),
  };
  const genesis = readGenesis(config.genesisFile);
  const privateKey = readKey(config.keyFile);
  const validator = genesis.validators.find(({ id }) => id === config.id);
  const address = to0x(addressOf(nativeCrypto.publicKey(privateKey), nativeCrypto));
  if (validator && validator.address.toLowerCase() !== address) {
    throw new NodeConfigError(
      `${config.keyFile} is the key of ${address}, but the genesis has ${config.id} as ${validator.address}`,
    );
  }
  return { ...config, genesis, privateKey };
}

function readGenesis(file: string): Genesis {
  const json = readJson(file);
  try {
    return parseGenesis(json);
  } catch (error) {
    if (error instanceof GenesisError) throw new NodeConfigError(`${file}: ${error.message}`);
    throw error;
  }
}

function readKey(file: string): Uint8Array {
  let text: string;
  try {
    const mode = statSync(file).mode & 0o777;
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      const found = mode.toString(8).padStart(4, "0");
      throw new NodeConfigError(`${file} may be read by others (mode ${found}), expected 0600: chmod 600 ${file}`);
    }
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    if (error instanceof NodeConfigError) throw error;
    throw new NodeConfigError(`${file} can't be read: ${error instanceof Error ? error.message : error}`);
  }
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(text)) {
    // The content is a secret, right or wrong.
    throw new NodeConfigError(`${file}: expected a private key of 64 hex digits`);
  }
  return fromHex(text);
}
