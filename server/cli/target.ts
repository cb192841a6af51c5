/**
 * Which node and which devnet a command means: what the flags say, else CHAINGLASS_NODES, else the first devnet in the data
 * folder.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { networkFolder } from "#server/devnet";
import { readConfig } from "../config";
import { Refusal } from "./failure";

export interface Flags {
  readonly network?: string;
  readonly node?: string;
}

export interface Target {
  readonly network: string | null;
  /** `host:port`, the one to ask first. */
  readonly addresses: readonly string[];
}

const NodeFile = z.object({ id: z.string(), listen: z.string() });

/** Node ids and addresses of a devnet, in the order of their names. */
export function devnetNodes(network: string): { id: string; address: string }[] {
  const folder = networkFolder(resolve(readConfig(process.env).dataDir), network);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "node.json")))
    .map((entry) => NodeFile.parse(JSON.parse(readFileSync(join(folder, entry.name, "node.json"), "utf8"))))
    .map(({ id, listen }) => ({ id, address: listen }))
    .sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
}

export function faucetKeyFile(network: string | null): string {
  const config = readConfig(process.env);
  const name = network ?? config.devnet[0]?.name ?? "alpha";
  const file = join(networkFolder(resolve(config.dataDir), name), "faucet.key");
  if (!existsSync(file))
    throw new Refusal(`There is no faucet for ${name} in ${config.dataDir}: give --key FILE, or CHAINGLASS_DATA_DIR.`);
  return file;
}

/** @throws Refusal saying what to give when nothing is known */
export function findTarget(flags: Flags): Target {
  if (flags.node !== undefined) {
    if (!/^[^\s:]+:\d{1,5}$/.test(flags.node)) throw new Refusal(`--node ${flags.node} is not host:port.`);
    return { network: flags.network ?? null, addresses: [flags.node] };
  }
  const config = readConfig(process.env);
  const given = (config.nodes ?? []).filter((node) => flags.network === undefined || node.network === flags.network);
  const [first] = given;
  if (first) {
    const addresses = given.filter((node) => node.network === first.network).map((node) => node.address);
    return { network: first.network, addresses };
  }
  const network = flags.network ?? config.devnet[0]?.name ?? "alpha";
  const addresses = devnetNodes(network).map((node) => node.address);
  if (addresses.length === 0)
    throw new Refusal(
      `There is no network ${network} in ${config.dataDir}: start one with npm start, or give --node HOST:PORT.`,
    );
  return { network, addresses };
}
