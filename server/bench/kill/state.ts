/** What a kill run remembers between its own starts: written whole or not at all, after every kill. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ChainDigest } from "#server/indexer";
import type { Ports, Target } from "./world";

export interface KillState {
  readonly seed: string;
  readonly ports: Ports;
  round: number;
  kills: Record<Target, number>;
  /** Of rounds that ended as the clean one did. */
  equal: number;
  /** Of the round in which nothing was killed. */
  clean: { recorded: ChainDigest; live: ChainDigest } | null;
}

const file = (folder: string) => join(folder, "kills.json");

export function loadState(folder: string): KillState | null {
  return existsSync(file(folder)) ? JSON.parse(readFileSync(file(folder), "utf8")) : null;
}

export function saveState(folder: string, state: KillState): void {
  mkdirSync(folder, { recursive: true });
  const half = `${file(folder)}.new`;
  writeFileSync(half, JSON.stringify(state, null, 2));
  renameSync(half, file(folder));
}

export function forget(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export const killsOf = (state: KillState) => Object.values(state.kills).reduce((sum, each) => sum + each, 0);
