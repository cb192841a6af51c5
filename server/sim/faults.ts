/** What goes wrong in phase one, drawn ahead of time: crashes, stops, cut links. Each kind from a sub-stream of its own. */
import type { Prng } from "#server/lib/prng";
import type { Types } from "./protocol";
import type { World } from "./world";

export function scheduleFaults<T extends Types>(world: World<T>, prng: Prng, untilUs: number): void {
  const everyUs = prng.pick([2, 5, 15]) * world.protocol.scale.intervalUs;
  const crashing = prng.stream("crash?").chance(0.7);
  const cutting = prng.stream("cut?").chance(0.7);
  const { stops: stopping } = world.knobs;
  const crashes = prng.stream("crashes");
  const cuts = prng.stream("cuts");
  const stops = prng.stream("stops");
  for (let at = 0; at < untilUs; at += everyUs) {
    const span = { at, everyUs, untilUs };
    if (crashing) scheduleCrash(world, crashes, span);
    if (cutting) scheduleCut(world, cuts, span);
    if (stopping) scheduleStop(world, stops, span);
  }
}

/** Something happens once between `at` and `everyUs` later, but not after phase one. */
interface Span {
  readonly at: number;
  readonly everyUs: number;
  readonly untilUs: number;
}

function scheduleCrash<T extends Types>(world: World<T>, prng: Prng, { at, everyUs, untilUs }: Span): void {
  const node = prng.pick(world.nodes);
  const downUs = prng.between(0, 10 * world.protocol.scale.intervalUs);
  world.queue.after(at + prng.between(0, everyUs), () => {
    if (world.queue.now >= untilUs) return;
    node.crash();
    world.queue.after(downUs, () => node.engine === null && world.restart(node));
  });
}

/** As SIGSTOP and SIGCONT do. */
function scheduleStop<T extends Types>(world: World<T>, prng: Prng, { at, everyUs, untilUs }: Span): void {
  const node = prng.pick(world.nodes);
  const stoppedUs = prng.between(0, 6 * world.protocol.scale.intervalUs);
  world.queue.after(at + prng.between(0, everyUs), () => {
    if (world.queue.now >= untilUs) return;
    node.pause();
    world.queue.after(stoppedUs, () => node.resume());
  });
}

function scheduleCut<T extends Types>(world: World<T>, prng: Prng, { at, everyUs, untilUs }: Span): void {
  const startUs = at + prng.between(0, everyUs);
  const lastsUs = prng.between(0, 2 * everyUs);
  const groups: [number[], number[]] = [[], []];
  for (const { index } of world.nodes) groups[prng.chance(0.5) ? 0 : 1].push(index);
  const oneWay = prng.chance(0.3);
  world.queue.after(startUs, () => {
    if (world.queue.now >= untilUs) return;
    if (!oneWay) world.network.partition(groups);
    else for (const a of groups[0]) for (const b of groups[1]) world.network.cut(a, b);
  });
  world.queue.after(startUs + lastsUs, () => world.heal());
}
