/**
 * One seed of the swarm: a network whose size, knobs and faults the seed draws, each from a sub-stream of its own. Phase one
 * breaks things and watches safety. Phase two heals everything and demands progress: so many new final blocks on every node,
 * and one head, within a bound.
 */
import type { Prng } from "#server/lib/prng";
import { createPrng } from "#server/lib/prng";
import { type CheckerOptions, Violation } from "./checkers";
import type { EngineFactory } from "./engine";
import type { NetworkKnobs } from "./network";
import { type NodeKnobs, World, type WorldKnobs } from "./world";

const TICK_US = 100_000;
const PACING = { intervalTicks: 10, graceTicks: 10 };
const INTERVAL_US = TICK_US * PACING.intervalTicks;
/** Phase two must bring so many blocks that were not final anywhere before. */
const PROGRESS_BLOCKS = 5;
/** A dozen turns with the longest time-out; most seeds need a hundredth of that. */
const PROGRESS_INTERVALS_MAX = 250;

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

export function runSeed(seed: string, factory: EngineFactory, checks?: CheckerOptions): SeedResult {
  const prng = createPrng(seed);
  const knobs = drawKnobs(prng);
  const world = new World(factory, prng.stream("world"), knobs, checks);
  let violation: string | null = null;
  let healedAtUs = 0;
  try {
    for (const node of world.nodes) world.restart(node);
    const phaseOneUs = prng.stream("length").between(10, 60) * INTERVAL_US;
    scheduleFaults(world, prng.stream("faults"), phaseOneUs);
    world.queue.runUntil(phaseOneUs);
    healedAtUs = world.queue.now;
    demandProgress(world);
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
    progressIntervals: (world.queue.now - healedAtUs) / INTERVAL_US,
  };
}

function drawKnobs(prng: Prng): WorldKnobs {
  const count = prng.stream("nodes").between(1, 7);
  const clocks = prng.stream("clocks");
  const skew = clocks.pick([0, 0.01, 0.1]);
  const disks = prng.stream("disks");
  const work = prng.stream("work");
  const diskUsMax = disks.pick([0, 5_000, 50_000, 500_000]);
  const workUsMax = work.pick([0, 10_000, 100_000, 400_000]);
  return {
    nodes: Array.from(
      { length: count },
      (): NodeKnobs => ({
        tickUs: Math.round(TICK_US * (1 + skew * (clocks.next() * 2 - 1))),
        diskUsMax: disks.between(0, diskUsMax),
        workUsMax: work.between(0, workUsMax),
      }),
    ),
    network: drawNetwork(prng.stream("links")),
    pacing: PACING,
    failures: prng.stream("failures").pick([0, 0, 0.01, 0.1]),
  };
}

function drawNetwork(prng: Prng): NetworkKnobs {
  const latencyUsMax = prng.pick([1_000, 20_000, 200_000, 2_000_000]);
  return {
    latencyUsMin: Math.floor(latencyUsMax / prng.pick([1, 2, 20])),
    latencyUsMax,
    slow: prng.pick([0, 0, 0.02]),
    loss: prng.pick([0, 0, 0.02, 0.2, 0.5]),
    duplication: prng.pick([0, 0, 0.05, 0.3]),
  };
}

function scheduleFaults(world: World, prng: Prng, untilUs: number): void {
  const everyUs = prng.pick([2, 5, 15]) * INTERVAL_US;
  const crashing = prng.stream("crash?").chance(0.7);
  const cutting = prng.stream("cut?").chance(0.7);
  const crashes = prng.stream("crashes");
  const cuts = prng.stream("cuts");
  for (let at = 0; at < untilUs; at += everyUs) {
    if (crashing) {
      const node = crashes.pick(world.nodes);
      const downUs = crashes.between(0, 10 * INTERVAL_US);
      world.queue.after(at + crashes.between(0, everyUs), () => {
        if (world.queue.now >= untilUs) return;
        node.crash();
        world.queue.after(downUs, () => node.engine === null && world.restart(node));
      });
    }
    if (cutting) {
      const startUs = at + cuts.between(0, everyUs);
      const lastsUs = cuts.between(0, 2 * everyUs);
      const groups = drawGroups(cuts, world.nodes.length);
      const oneWay = cuts.chance(0.3);
      world.queue.after(startUs, () => world.queue.now < untilUs && cutLinks(world, groups, oneWay));
      world.queue.after(startUs + lastsUs, () => world.heal());
    }
  }
}

function drawGroups(prng: Prng, count: number): [number[], number[]] {
  const groups: [number[], number[]] = [[], []];
  for (let node = 0; node < count; node++) groups[prng.chance(0.5) ? 0 : 1].push(node);
  return groups;
}

function cutLinks(world: World, groups: readonly [number[], number[]], oneWay: boolean): void {
  if (!oneWay) world.network.partition(groups);
  else for (const a of groups[0]) for (const b of groups[1]) world.network.cut(a, b);
}

function demandProgress(world: World): void {
  const { knobs, network, nodes, queue } = world;
  knobs.failures = 0;
  network.knobs = {
    latencyUsMin: 0,
    latencyUsMax: Math.min(network.knobs.latencyUsMax, INTERVAL_US / 4),
    slow: 0,
    loss: 0,
    duplication: 0,
  };
  world.heal();
  for (const node of nodes) if (node.engine === null) world.restart(node);
  const goal = world.checkers.finalHeightMax + PROGRESS_BLOCKS;
  let reached = false;
  queue.runUntil(queue.now + PROGRESS_INTERVALS_MAX * INTERVAL_US, () => {
    const [first] = nodes;
    reached = nodes.every((node) => node.final.height >= goal && node.head.hash === first?.head.hash);
    return reached;
  });
  for (const node of nodes) world.checkLimits(node);
  if (!reached) {
    const finals = nodes.map((node) => `${node.id} ${node.final.height}/${node.head.height}`).join(", ");
    throw new Violation(`no progress to height ${goal} in ${PROGRESS_INTERVALS_MAX} intervals; final/head: ${finals}`);
  }
}
