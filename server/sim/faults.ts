/** What goes wrong in phase one, drawn ahead of time: crashes, stops, cut links. Each kind from a sub-stream of its own. */
import type { Prng } from "#server/lib/prng";
import type { SimNode } from "./node";
import type { Types } from "./protocol";
import type { World } from "./world";

export function scheduleFaults<T extends Types>(world: World<T>, prng: Prng, untilUs: number): void {
  const everyUs = prng.pick([2, 5, 15]) * world.protocol.scale.intervalUs;
  const crashing = prng.stream("crash?").chance(0.7);
  const cutting = prng.stream("cut?").chance(0.7);
  const { stops: stopping, flaps: flapping } = world.knobs;
  const [crashes, cuts] = [prng.stream("crashes"), prng.stream("cuts")];
  const [stops, flaps] = [prng.stream("stops"), prng.stream("flaps")];
  const aim = prng.stream("aim");
  for (let at = 0; at < untilUs; at += everyUs) {
    const span = { at, everyUs, untilUs, aim };
    if (crashing) scheduleCrash(world, crashes, span);
    if (cutting) scheduleCut(world, cuts, span);
    if (stopping) scheduleStop(world, stops, span);
    if (flapping) scheduleFlap(world, flaps, span);
  }
}

/** Something happens once between `at` and `everyUs` later, but not after phase one. */
interface Span {
  readonly at: number;
  readonly everyUs: number;
  readonly untilUs: number;
  readonly aim: Prng;
}

/** Whoever leads at that moment, for so many of the faults as the seed says. */
function aimedAt<T extends Types>(world: World<T>, aim: Prng): SimNode<T> | null {
  return aim.chance(world.knobs.aimed) ? world.protocol.leader(world) : null;
}

function scheduleCrash<T extends Types>(world: World<T>, prng: Prng, { at, everyUs, untilUs, aim }: Span): void {
  const any = prng.pick(world.nodes);
  const downUs = prng.between(0, 10 * world.protocol.scale.intervalUs);
  world.queue.after(at + prng.between(0, everyUs), () => {
    if (world.queue.now >= untilUs) return;
    const node = aimedAt(world, aim) ?? any;
    node.crash();
    world.queue.after(downUs, () => node.engine === null && world.restart(node));
  });
}

/** As SIGSTOP and SIGCONT do. */
function scheduleStop<T extends Types>(world: World<T>, prng: Prng, { at, everyUs, untilUs, aim }: Span): void {
  const any = prng.pick(world.nodes);
  const stoppedUs = prng.between(0, 6 * world.protocol.scale.intervalUs);
  world.queue.after(at + prng.between(0, everyUs), () => {
    if (world.queue.now >= untilUs) return;
    const node = aimedAt(world, aim) ?? any;
    node.pause();
    world.queue.after(stoppedUs, () => node.resume());
  });
}

/** Two groups lose each other, or one no longer hears the other. Aimed: the leader loses all but one. */
function scheduleCut<T extends Types>(world: World<T>, prng: Prng, { at, everyUs, untilUs, aim }: Span): void {
  const startUs = at + prng.between(0, everyUs);
  const lastsUs = prng.between(0, 2 * everyUs);
  const drawn: [number[], number[]] = [[], []];
  for (const { index } of world.nodes) drawn[prng.chance(0.5) ? 0 : 1].push(index);
  const oneWay = prng.chance(0.3);
  world.queue.after(startUs, () => {
    if (world.queue.now >= untilUs) return;
    const leader = aimedAt(world, aim);
    const groups = leader === null ? drawn : isolate(world, leader.index, aim);
    if (!oneWay) world.network.partition(groups);
    else for (const a of groups[0]) for (const b of groups[1]) world.network.cut(a, b);
  });
  world.queue.after(startUs + lastsUs, () => world.heal());
}

function isolate<T extends Types>(world: World<T>, leader: number, aim: Prng): [number[], number[]] {
  const others = world.nodes.map(({ index }) => index).filter((index) => index !== leader);
  const kept = aim.chance(0.5) && others.length > 0 ? [aim.pick(others)] : [];
  return [[leader, ...kept], others.filter((index) => !kept.includes(index))];
}

/** One link, in one direction or both, comes and goes faster than anybody gives up. */
function scheduleFlap<T extends Types>(world: World<T>, prng: Prng, { at, everyUs, untilUs }: Span): void {
  const [a, b] = [prng.pick(world.nodes), prng.pick(world.nodes)];
  const bothWays = prng.chance(0.5);
  const times = prng.between(1, 8);
  const halfUs = prng.between(1, world.protocol.scale.intervalUs);
  const startUs = at + prng.between(0, everyUs);
  if (a === b) return;
  for (let time = 0; time < times; time++) {
    world.queue.after(startUs + 2 * time * halfUs, () => {
      if (world.queue.now >= untilUs) return;
      world.network.cut(a.index, b.index);
      if (bothWays) world.network.cut(b.index, a.index);
    });
    world.queue.after(startUs + (2 * time + 1) * halfUs, () => {
      world.network.mend(a.index, b.index);
      world.network.mend(b.index, a.index);
      world.linkUp(a, b);
    });
  }
}
