import { describe, expect, it } from "vitest";
import { COMPACTION_SLACK, FINAL_BLOCKS_KEPT } from "./limits";
import { Cluster, pacing } from "./testing/desk";
import { chainOf, engineOf, entries, hear, kinds, restoredOf, sends, voteOf } from "./testing/solo";

const three = ["a", "b", "c"];
const chain = chainOf([1, 1, 1]);
const [, , target] = chain;
if (target === undefined) throw new Error("no block");
const certificate = { turn: 1, hash: target.hash, votes: ["b", "c"].map((id) => voteOf(target, id)) };
const { members } = restoredOf(three);
const snapshot = { type: "snapshot", term: 1, block: target, certificate, members } as const;

describe("a snapshot", () => {
  it("is the chain up to a certified block, fetched; the log starts anew there", () => {
    const engine = engineOf("a", restoredOf(three));
    expect(kinds(hear(engine, "b", snapshot))).toEqual(["persist", "fetch"]);
    const steps = chain.map((block) => engine.step({ type: "checked", block, refusal: null }));
    expect(steps.slice(0, 2).flatMap(kinds)).toEqual([]);
    const last = steps[2] ?? [];
    expect(kinds(last)).toEqual(["persist", "head", "commit", "send"]);
    expect(last.find((effect) => effect.type === "persist")).toMatchObject({
      record: { type: "snapshot", block: target, members },
    });
    expect(sends(last)).toMatchObject([{ type: "appendMatched", height: 3 }]);
    expect(last.find((effect) => effect.type === "send")).toMatchObject({ after: 2 });
    expect(engine.status()).toMatchObject({ log: { first: { height: 3 }, last: { height: 3 } }, final: { height: 3 } });
  });

  it("is asked for again when nothing comes, and not exchanged for a newer one while blocks come", () => {
    const engine = engineOf("a", restoredOf(three));
    hear(engine, "b", snapshot);
    expect(kinds(hear(engine, "b", snapshot))).toEqual([]);
    const late = Array.from({ length: pacing.electionTicksMax }, () => {
      hear(engine, "b", { type: "append", term: 1, previous: { term: 0, height: 0 }, blocks: [], certificate: null });
      return engine.step({ type: "tick" });
    }).flat();
    expect(kinds(late).filter((kind) => kind === "fetch")).toHaveLength(1);
  });

  it("is met although heartbeats bring newer certificates meanwhile", () => {
    const engine = engineOf("a", restoredOf(three));
    hear(engine, "b", snapshot);
    const [newer] = chainOf([1], target);
    if (newer === undefined) throw new Error("no block");
    const votes = ["b", "c"].map((id) => voteOf(newer, id));
    engine.step({ type: "certified", certificate: { turn: 1, hash: newer.hash, votes } });
    for (const block of chain) engine.step({ type: "checked", block, refusal: null });
    expect(engine.status().final.height).toBe(3);
    engine.step({ type: "checked", block: newer, refusal: null });
    expect(engine.status().final.height).toBe(4);
  });

  it("is installed when its block was stored in an earlier life and comes alone", () => {
    const engine = engineOf("a", restoredOf(three));
    hear(engine, "b", snapshot);
    expect(kinds(engine.step({ type: "checked", block: target, refusal: null }))).toContain("commit");
    expect(engine.status().final.height).toBe(3);
  });

  it("is forgotten after some fetches in vain, and then another one is asked for", () => {
    const engine = engineOf("a", restoredOf(three));
    hear(engine, "b", snapshot);
    const later = chainOf([1, 1, 1, 1])[3] ?? target;
    const newer = { ...snapshot, block: later, certificate: { ...certificate, hash: later.hash } };
    const fetched: string[] = [];
    for (let tick = 0; tick < pacing.electionTicksMax * 6; tick++) {
      for (const effect of [...engine.step({ type: "tick" }), ...hear(engine, "b", newer)]) {
        if (effect.type === "fetch") fetched.push(effect.hash);
      }
    }
    expect(fetched.slice(0, 3)).toEqual([target.hash, target.hash, target.hash]);
    expect(fetched.at(-1)).toBe(later.hash);
  });

  it("is not believed without a majority of the voters as of its block", () => {
    const engine = engineOf("a", restoredOf(three));
    hear(engine, "b", { ...snapshot, certificate: { ...certificate, votes: certificate.votes.slice(0, 1) } });
    for (const block of chain) engine.step({ type: "checked", block, refusal: null });
    expect(engine.status().final.height).toBe(0);
  });

  it("replaces a tail that conflicts with it", () => {
    const engine = engineOf("a", { ...restoredOf(three), log: chainOf([0, 0, 0, 0], undefined, "old") });
    hear(engine, "b", snapshot);
    for (const block of chain) engine.step({ type: "checked", block, refusal: null });
    expect(engine.status()).toMatchObject({ log: { first: { height: 3 }, last: { hash: target.hash } } });
  });

  it("brings back one who was away for longer than the log reaches", () => {
    const cluster = new Cluster("long away", three);
    const leader = cluster.elect();
    const away = three.find((id) => id !== leader.id) ?? "";
    cluster.node(away).isDown = true;
    cluster.tick((FINAL_BLOCKS_KEPT + COMPACTION_SLACK * 2) * pacing.intervalTicks);
    expect(leader.journal.map(({ type }) => type)).toContain("logCompacted");
    expect(leader.engine.status().log.first.height).toBeGreaterThan(0);
    cluster.node(away).restart();
    cluster.tick(pacing.electionTicksMax);
    expect(leader.journal.map(({ type }) => type)).toContain("snapshotSent");
    expect(cluster.node(away).final.block.height).toBe(leader.final.block.height);
    for (const { size, limit, name } of leader.engine.sizes())
      expect({ name, fits: size <= limit }).toEqual({ name, fits: true });
  }, 60_000);
});

describe("one who belongs to no network", () => {
  it("follows by certificates of fetched blocks, and says nothing", () => {
    const engine = engineOf("x", restoredOf(three));
    const effects = chain.flatMap((block) => engine.step({ type: "checked", block, refusal: null }));
    effects.push(...engine.step({ type: "certified", certificate }));
    expect(entries(effects).map(({ type }) => type)).toContain("snapshotInstalled");
    expect(kinds(effects)).toEqual(["persist", "persist", "head", "commit"]);
    expect(engine.status().final.height).toBe(3);
  });
});
