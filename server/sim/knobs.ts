/** What a seed draws for its network, each knob from a sub-stream of its own, so that a new knob does not shift the others. */
import type { Prng } from "#server/lib/prng";
import type { NetworkKnobs } from "./network";
import type { Protocol, Types } from "./protocol";
import type { NodeKnobs, WorldKnobs } from "./world";

export function drawKnobs<T extends Types>(protocol: Protocol<T>, prng: Prng): WorldKnobs<T> {
  const { scale } = protocol;
  const count = prng.stream("nodes").between(1, 7);
  const clocks = prng.stream("clocks");
  const skew = clocks.pick([0, 0.01, 0.1]);
  const disks = prng.stream("disks");
  const work = prng.stream("work");
  const diskUsMax = disks.pick(scale.diskUsMax);
  const workUsMax = work.pick(scale.workUsMax);
  return {
    nodes: Array.from(
      { length: count },
      (): NodeKnobs => ({
        tickUs: Math.round(scale.tickUs * (1 + skew * (clocks.next() * 2 - 1))),
        diskUsMax: disks.between(0, diskUsMax),
        workUsMax: work.between(0, workUsMax),
      }),
    ),
    voters: protocol.drawVoters(count, prng.stream("voters")),
    network: drawNetwork(prng.stream("links"), scale.latencyUsMax),
    pacing: protocol.drawPacing(prng.stream("pacing")),
    failures: prng.stream("failures").pick([0, 0, 0.01, 0.1]),
    crashMode: prng.stream("crash mode").pick(["lost", "prefix", "torn", "torn"]),
    slowWrites: prng.stream("slow writes").pick([0, 0, 0.01, 0.05]),
    diskUsMax: Number.POSITIVE_INFINITY,
    stops: prng.stream("stops?").chance(0.3),
    flaps: prng.stream("flaps?").chance(0.3),
    aimed: prng.stream("aimed").pick([0, 0.3, 0.8]),
  };
}

function drawNetwork(prng: Prng, latenciesUs: readonly number[]): NetworkKnobs {
  const latencyUsMax = prng.pick(latenciesUs);
  return {
    latencyUsMin: Math.floor(latencyUsMax / prng.pick([1, 2, 20])),
    latencyUsMax,
    slow: prng.pick([0, 0, 0.02]),
    loss: prng.pick([0, 0, 0.02, 0.2, 0.5]),
    duplication: prng.pick([0, 0, 0.05, 0.3]),
  };
}
