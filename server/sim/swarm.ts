/**
 * One seed of the swarm: a network whose size, knobs and faults the seed draws, each from a sub-stream of its own. Phase one
 * breaks things and watches safety. Phase two heals everything and demands progress: so many new final blocks on every node
 * that takes part, and one head where the engine promises one, within a bound.
 */
import type { Prng } from "#server/lib/prng";
import { createPrng } from "#server/lib/prng";
import { type CheckerOptions, Violation } from "./checkers";
import { scheduleFaults } from "./faults";
import { drawKnobs } from "./knobs";
import type { Protocol, Types } from "./protocol";
import { World, type WorldKnobs } from "./world";

/** Phase two must bring so many blocks that were not final anywhere before. */
const PROGRESS_BLOCKS = 5;
/** A dozen turns with the longest time-out; most seeds need a hundredth of that. */
const PROGRESS_INTERVALS_MAX = 250;
/** Between two looks at the sizes of everything that grows, in intervals. */
const LIMITS_EVERY_INTERVALS = 2;

export interface SeedResult {
  readonly seed: string;
  readonly hash: string;
  /** What broke, at which simulated second; null: nothing. */
  readonly violation: string | null;
  readonly nodes: number;
  readonly finalHeight: number;
  /** How long phase two took. */
  readonly progressIntervals: number;
}

/** What clients do in phase one. */
export type ScheduleClients = <T extends Types>(world: World<T>, prng: Prng, untilUs: number) => void;

export interface RunOptions {
  readonly checks?: CheckerOptions;
  /** Instead of what the seed draws. */
  readonly knobs?: Partial<Pick<WorldKnobs<Types>, "crashMode" | "slowWrites" | "stops" | "flaps" | "voters">>;
  /** Instead of an operation now and then. */
  readonly clients?: ScheduleClients;
}

export function runSeed<T extends Types>(seed: string, protocol: Protocol<T>, options: RunOptions = {}): SeedResult {
  const prng = createPrng(seed);
  const knobs = { ...drawKnobs(protocol, prng), ...options.knobs };
  const world = new World(protocol, prng.stream("world"), knobs, options.checks);
  const { intervalUs } = protocol.scale;
  let violation: string | null = null;
  let healedAtUs = 0;
  try {
    for (const node of world.nodes) world.restart(node);
    const phaseOneUs = prng.stream("length").between(10, 60) * intervalUs;
    scheduleFaults(world, prng.stream("faults"), phaseOneUs);
    protocol.scheduleOrders(world, prng.stream("orders"), phaseOneUs);
    (options.clients ?? scheduleClients)(world, prng.stream("clients"), phaseOneUs);
    watchLimits(world);
    world.queue.runUntil(phaseOneUs);
    healedAtUs = world.queue.now;
    demandProgress(world);
    for (const node of world.nodes) world.checkers.checkAcknowledged(node.index, node.final);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const at = (world.queue.now / 1e6).toFixed(3);
    violation = `${error instanceof Violation ? error.message : error.stack} (at ${at} s)`;
  }
  return {
    seed,
    hash: world.digest.toString(),
    violation,
    nodes: world.nodes.length,
    finalHeight: world.checkers.finalHeightMax,
    progressIntervals: (world.queue.now - healedAtUs) / intervalUs,
  };
}

/** An operation now and then, at any node; what was acknowledged is looked for at the end. */
function scheduleClients<T extends Types>(world: World<T>, prng: Prng, untilUs: number): void {
  const everyUs = prng.pick([0.2, 1, 5]) * world.protocol.scale.intervalUs;
  let count = 0;
  for (let at = 0; at < untilUs; at += everyUs) {
    const node = prng.pick(world.nodes);
    world.queue.after(at + prng.between(0, everyUs), () => {
      if (node.engine !== null) world.clients.submit(node.index, `operation ${count++}`, () => undefined);
    });
  }
}

function watchLimits<T extends Types>(world: World<T>): void {
  for (const node of world.nodes) world.checkLimits(node);
  world.queue.after(LIMITS_EVERY_INTERVALS * world.protocol.scale.intervalUs, () => watchLimits(world));
}

function demandProgress<T extends Types>(world: World<T>): void {
  const { checkers, knobs, network, nodes, protocol, queue } = world;
  const { intervalUs, healedDiskUsMax, healedLatencyUsMax } = protocol.scale;
  knobs.failures = 0;
  knobs.slowWrites = 0;
  knobs.diskUsMax = healedDiskUsMax;
  network.knobs = {
    latencyUsMin: 0,
    latencyUsMax: Math.min(network.knobs.latencyUsMax, healedLatencyUsMax),
    slow: 0,
    loss: 0,
    duplication: 0,
  };
  for (const node of nodes) node.resume();
  world.heal();
  for (const node of nodes) if (node.engine === null) world.restart(node);
  const goal = checkers.finalHeightMax + PROGRESS_BLOCKS;
  let reached = false;
  queue.runUntil(queue.now + PROGRESS_INTERVALS_MAX * intervalUs, () => {
    if (checkers.finalHeightMax < goal) return false;
    const taking = world.rules.participants(nodes);
    reached = taking.every((node) => node.final.height >= goal) && protocol.isSettled(taking);
    return reached;
  });
  for (const node of nodes) world.checkLimits(node);
  if (!reached) {
    const finals = nodes.map((node) => `${node.id} ${node.final.height}/${node.head.height}`).join(", ");
    throw new Violation(`no progress to height ${goal} in ${PROGRESS_INTERVALS_MAX} intervals; final/head: ${finals}`);
  }
}
