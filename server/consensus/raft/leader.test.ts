import { describe, expect, it } from "vitest";
import { certifies } from "./acknowledgements";
import type { RaftEngine } from "./engine";
import { APPEND_BLOCKS_MAX, IN_FLIGHT_APPENDS_MAX, UNFINAL_BLOCKS_MAX } from "./limits";
import type { RaftMessage } from "./messages";
import { Cluster, pacing } from "./testing/desk";
import { chainOf, engineOf, entries, hear, kinds, restoredOf, sends, ticks, voteOf } from "./testing/solo";

const three = ["a", "b", "c"];

/** A leader by the votes of b; its own disk is as fast as the test says. */
function leaderOf(restored = restoredOf(three)): RaftEngine {
  const engine = engineOf("a", restored);
  for (const block of restored.log) engine.step({ type: "checked", block, refusal: null });
  ticks(engine, pacing.electionTicksMax);
  const { term } = engine.status();
  hear(engine, "b", { type: "preVoteReply", term: term + 1, refusal: null });
  engine.step({ type: "persisted", index: 1 });
  hear(engine, "b", { type: "voteReply", term: term + 1, refusal: null });
  expect(engine.status()).toMatchObject({ role: "leader", term: term + 1 });
  return engine;
}

function matched(from: string, engine: RaftEngine, height: number, votes: ReturnType<typeof voteOf>[] = []) {
  const { term } = engine.status();
  const message: RaftMessage = { type: "appendMatched", term, height, acknowledgements: votes, final: 0 };
  return hear(engine, from, message);
}

describe("a leader", () => {
  it("makes older blocks final only by one of its own term (Raft paper, figure 8)", () => {
    // Block 2 is of term 2 and lies on a majority; a leader of term 3 can still replace it, so it is not final.
    const log = chainOf([1, 2]);
    const engine = leaderOf({ ...restoredOf(three), hardState: { term: 3, votedFor: null }, log });
    const second = log[1];
    if (second === undefined) throw new Error("no block");
    const byCount = [
      ...matched("b", engine, 2, [voteOf(second, "b", 2), voteOf(second, "b", 4)]),
      ...matched("c", engine, 2, [voteOf(second, "c", 2), voteOf(second, "c", 4)]),
    ];
    expect(kinds(byCount)).not.toContain("commit");
    expect(engine.status().followers.map(({ matchHeight }) => matchHeight)).toEqual([2, 2]);
    const [own] = chainOf([4], second);
    if (own === undefined) throw new Error("no block");
    engine.step({ type: "proposed", block: own });
    const effects = [...matched("b", engine, 3, [voteOf(own, "b")]), ...matched("c", engine, 3, [voteOf(own, "c")])];
    expect(effects.filter(({ type }) => type === "commit")).toMatchObject([{ block: own, certificate: { turn: 4 } }]);
  });

  it("counts its own acknowledgement only when its block is on disk", () => {
    const engine = leaderOf();
    const [own] = chainOf([1]);
    if (own === undefined) throw new Error("no block");
    const index = engine
      .step({ type: "proposed", block: own })
      .flatMap((effect) => (effect.type === "persist" ? [effect.index] : []));
    expect(kinds(matched("b", engine, 1, [voteOf(own, "b")]))).not.toContain("commit");
    expect(kinds(engine.step({ type: "persisted", index: index[0] ?? 0 }))).toContain("commit");
  });

  it("leaves out acknowledgements of other blocks, other terms, strangers, and in another's name", () => {
    const engine = leaderOf();
    const [own] = chainOf([1]);
    if (own === undefined) throw new Error("no block");
    const other = { ...own, hash: "other" };
    engine.step({ type: "proposed", block: own });
    engine.step({ type: "persisted", index: 9 });
    for (const vote of [voteOf(other, "b"), voteOf(own, "b", 2), voteOf(own, "c")]) {
      expect(kinds(matched("b", engine, 1, [vote]))).not.toContain("commit");
    }
    expect(kinds(matched("x", engine, 1, [voteOf(own, "x")]))).not.toContain("commit");
    expect(kinds(matched("b", engine, 1, [voteOf(own, "b")]))).toContain("commit");
  });

  it("steps down when it has not heard of a quorum for the longest time-out", () => {
    const engine = leaderOf();
    const quiet = ticks(engine, pacing.electionTicksMax - pacing.heartbeatTicks);
    expect(engine.status().role).toBe("leader");
    expect(entries(quiet).map(({ type }) => type)).not.toContain("roleChanged");
    const end = ticks(engine, pacing.heartbeatTicks * 2);
    expect(entries(end)).toContainEqual(expect.objectContaining({ type: "timerFired", timer: "checkQuorum" }));
    expect(engine.status()).toMatchObject({ role: "follower", leader: null, term: 1 });
  });

  it("stays as long as one of two followers answers", () => {
    const engine = leaderOf();
    for (let round = 0; round < 40; round++) {
      ticks(engine, pacing.heartbeatTicks);
      matched("b", engine, 0);
    }
    expect(engine.status()).toMatchObject({ role: "leader" });
    expect(engine.status().followers).toMatchObject([
      { id: "b", active: true },
      { id: "c", active: false },
    ]);
  });

  it("drops a block that it was building when it loses its term", () => {
    const engine = leaderOf();
    const [own] = chainOf([1]);
    if (own === undefined) throw new Error("no block");
    hear(engine, "c", { type: "append", term: 2, previous: { term: 0, height: 0 }, blocks: [], certificate: null });
    expect(kinds(engine.step({ type: "proposed", block: own }))).toEqual([]);
    expect(engine.status().log.last.height).toBe(0);
  });

  it("proposes again after an interval when a block could not be built", () => {
    const engine = leaderOf();
    const failed = engine.step({ type: "proposalFailed", turn: 1, reason: "no state" });
    expect(entries(failed)).toContainEqual(expect.objectContaining({ code: "proposalFailed", reason: "no state" }));
    expect(kinds(failed)).not.toContain("propose");
    expect(kinds(ticks(engine, pacing.intervalTicks))).toContain("propose");
  });

  it("proposes nothing upon blocks that it has not executed", () => {
    const log = chainOf([1]);
    const engine = engineOf("a", { ...restoredOf(["a"]), log });
    engine.step({ type: "tick" });
    expect(kinds(engine.step({ type: "persisted", index: 1 }))).not.toContain("propose");
    const [block] = log;
    if (block !== undefined) expect(kinds(engine.step({ type: "checked", block, refusal: null }))).toContain("propose");
  });

  it("gives way when it can't execute its log", () => {
    const log = chainOf([1]);
    const engine = leaderOf();
    expect(engine.status().role).toBe("leader");
    const stuck = engineOf("a", { ...restoredOf(["a"]), log });
    stuck.step({ type: "tick" });
    stuck.step({ type: "persisted", index: 1 });
    const [block] = log;
    if (block === undefined) throw new Error("no block");
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(stuck.status().role).toBe("leader");
      stuck.step({ type: "checked", block, refusal: "bad state root" });
      ticks(stuck, 20);
    }
    expect(stuck.status().role).toBe("follower");
  });

  it("has a bounded number of appends in flight", () => {
    const log = chainOf(Array.from({ length: (IN_FLIGHT_APPENDS_MAX + 8) * APPEND_BLOCKS_MAX }, () => 1));
    const engine = leaderOf({ ...restoredOf(three), log });
    const sent = sends(matched("b", engine, 0)).filter(({ type }) => type === "append");
    expect(sent).toHaveLength(IN_FLIGHT_APPENDS_MAX);
    expect(engine.status().followers[0]).toMatchObject({ state: "replicate", inFlight: IN_FLIGHT_APPENDS_MAX });
    expect(sends(matched("b", engine, APPEND_BLOCKS_MAX))).toHaveLength(1);
  });

  it("waits for finality when too many blocks are not final", () => {
    const engine = leaderOf();
    const proposed: number[] = [];
    for (const block of chainOf(Array.from({ length: UNFINAL_BLOCKS_MAX + 10 }, () => 1))) {
      engine.step({ type: "proposed", block });
      engine.step({ type: "persisted", index: Number.MAX_SAFE_INTEGER });
      // The follower is heard of, but acknowledges nothing.
      matched("b", engine, 0);
      for (const effect of ticks(engine, pacing.intervalTicks)) {
        if (effect.type === "propose") proposed.push(effect.height);
      }
    }
    expect(engine.status()).toMatchObject({ role: "leader", final: { height: 0 } });
    expect(Math.max(...proposed)).toBe(UNFINAL_BLOCKS_MAX);
  });

  it("finds where a follower's log parts from its own, a term at a time", () => {
    const log = chainOf([...Array.from({ length: 30 }, () => 1), ...Array.from({ length: 30 }, () => 5)]);
    const engine = leaderOf({ ...restoredOf(three), hardState: { term: 6, votedFor: null }, log });
    const { term } = engine.status();
    // The follower has 30 blocks of term 1 and 20 of term 3.
    const refused: RaftMessage = { type: "appendRefused", term, previous: 60, hint: { term: 3, height: 50 } };
    const [probe] = sends(hear(engine, "b", refused));
    expect(probe).toMatchObject({ type: "append", previous: { term: 1, height: 30 } });
    expect(sends(hear(engine, "b", refused))).toEqual([]);
  });

  it("tells of finality at once, and by heartbeats to those who missed it", () => {
    const cluster = new Cluster("finality", three);
    const leader = cluster.elect();
    const [deaf] = three.filter((id) => id !== leader.id);
    cluster.drops = ({ to, message }) => to === deaf && message.type === "append" && message.certificate !== null;
    cluster.tick(pacing.intervalTicks * 6);
    const { height } = cluster.node(deaf ?? "").final.block;
    expect(leader.final.block.height).toBeGreaterThan(height + 3);
    cluster.drops = () => false;
    leader.refuses = true;
    cluster.tick(pacing.heartbeatTicks * 2);
    expect(cluster.node(deaf ?? "").final.block.height).toBe(leader.final.block.height);
  });
});

describe("a certificate", () => {
  const [block] = chainOf([3]);
  const membership = { voters: three, quorum: 2 };

  it("needs a majority of the voters, in the block's own term, each counted once", () => {
    if (block === undefined) throw new Error("no block");
    const of = (validators: string[], turn = 3) =>
      certifies({ turn, hash: block.hash, votes: validators.map((id) => voteOf(block, id, turn)) }, block, membership);
    expect(of(["a", "b"])).toBe(true);
    expect(of(["a"])).toBe(false);
    expect(of(["a", "a"])).toBe(false);
    expect(of(["a", "x"])).toBe(false);
    expect(of(["a", "b", "c"], 4)).toBe(false);
    const mixed = [voteOf(block, "a"), voteOf(block, "b", 4)];
    expect(certifies({ turn: 3, hash: block.hash, votes: mixed }, block, membership)).toBe(false);
  });
});
