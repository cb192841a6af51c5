/**
 * What the simulator has to know of one engine: how it is built from what is on a disk, what its records and messages mean
 * to those who watch, and how a transcript words it. World, node, disk, swarm and transcripts know no engine but by this.
 */
import type { BlockMeta, Effect, Engine, Event, FinalityCertificate, NodeId } from "#server/consensus";
import type { Prng } from "#server/lib/prng";
import type { Checkers } from "./checkers";
import type { SimDisk } from "./disk";
import type { SimNode } from "./node";
import type { World } from "./world";

/** The types of one engine, under one name. */
export interface Types {
  readonly message: unknown;
  readonly record: unknown;
  readonly status: unknown;
  readonly entry: unknown;
  readonly pacing: unknown;
  /** What the records on a disk add up to. */
  readonly records: unknown;
}

export type EventOf<T extends Types> = Event<T["message"]>;
export type EffectOf<T extends Types> = Effect<T["message"], T["record"], T["status"], T["entry"]>;

/** The shipped engine, or one broken on purpose by a test. */
export interface SimEngine<T extends Types> extends Engine<T["message"], T["record"], T["status"], T["entry"]> {
  status(): T["status"];
  /** Everything that grows, with its limit. */
  sizes(): readonly { readonly name: string; readonly size: number; readonly limit: number }[];
}

export interface EngineSetup<T extends Types> {
  readonly self: NodeId;
  /** Who votes at genesis, in order. */
  readonly voters: readonly NodeId[];
  readonly pacing: T["pacing"];
  readonly disk: SimDisk<T>;
  readonly prng: Prng;
}

/** Watches what only this engine's messages and records show. Throws a Violation. */
export interface Rules<T extends Types> {
  onSend(node: SimNode<T>, to: string, message: T["message"]): void;
  /** The record is on the node's disk, and will be there after any crash. Called before it takes effect there. */
  onDurable(node: SimNode<T>, record: T["record"]): void;
  onCommit(node: SimNode<T>, block: BlockMeta, certificate: FinalityCertificate): void;
  /** Who must make progress once all is well. */
  participants(nodes: readonly SimNode<T>[]): readonly SimNode<T>[];
}

/** The measure of time in a swarm: what is fast, slow and too slow for this engine. */
export interface Scale {
  readonly tickUs: number;
  /** Lengths of phases and faults are multiples of this. */
  readonly intervalUs: number;
  readonly latencyUsMax: readonly number[];
  readonly diskUsMax: readonly number[];
  readonly workUsMax: readonly number[];
  /** What is left of latency and of a write's time when all is well. */
  readonly healedLatencyUsMax: number;
  readonly healedDiskUsMax: number;
}

export interface Words<T extends Types> {
  /** A line for what happened; null: a transcript would only grow longer by it. */
  entry(
    entry: T["entry"],
    block: (hash: string) => string,
    isFork: (from: string, to: string) => boolean,
  ): string | null;
  status(status: T["status"], block: (hash: string) => string): string;
  /** From the words `name=value` after `nodes 4`. */
  pacing(value: (name: string, otherwise: number) => number): T["pacing"];
}

export interface Protocol<T extends Types> {
  readonly name: string;
  readonly scale: Scale;
  readonly words: Words<T>;
  drawPacing(prng: Prng): T["pacing"];
  /** How many of the nodes vote at genesis; the others may join, or only follow. */
  drawVoters(nodes: number, prng: Prng): number;
  createEngine(setup: EngineSetup<T>): SimEngine<T>;
  createRules(checkers: Checkers, voters: readonly NodeId[], outcomesOnly: boolean): Rules<T>;
  createRecords(): T["records"];
  write(records: T["records"], record: T["record"]): void;
  /** What recovery finds of a record whose write was cut short; null: nothing. */
  torn(record: T["record"], prng: Prng): T["record"] | null;
  /** A crash loses no checked block up to this height, nor what was made of it. */
  storedHeight(disk: SimDisk<T>): number;
  /** What tells two messages apart in the run's hash. */
  digest(message: T["message"]): string;
  /** Faults and orders that only this engine knows. */
  scheduleOrders(world: World<T>, prng: Prng, untilUs: number): void;
  /** Where a fault hurts most; null: nobody leads, or all do in turn. */
  leader(world: World<T>): SimNode<T> | null;
  /** Besides progress: what must come true. */
  isSettled(nodes: readonly SimNode<T>[]): boolean;
}
