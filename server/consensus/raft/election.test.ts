import { describe, expect, it } from "vitest";
import type { RaftEngine } from "./engine";
import { Cluster, pacing } from "./testing/desk";
import { appendOf, chainOf, engineOf, entries, hear, restoredOf, sends, ticks } from "./testing/solo";

const three = ["a", "b", "c"];
const empty = { term: 0, height: 0 };

function ask(engine: RaftEngine, from: string, term: number, last = empty, transfer = false) {
  return sends(hear(engine, from, { type: "voteRequest", term, last, transfer }))[0];
}

function askBefore(engine: RaftEngine, from: string, term: number, last = empty) {
  return sends(hear(engine, from, { type: "preVoteRequest", term, last }))[0];
}

describe("a vote", () => {
  it("is on disk before it is heard", () => {
    const effects = hear(engineOf("a", restoredOf(three)), "b", {
      type: "voteRequest",
      term: 1,
      last: empty,
      transfer: false,
    });
    const index = effects.flatMap((effect) =>
      effect.type === "persist" && effect.record.type === "hardState" && effect.record.votedFor === "b"
        ? [effect.index]
        : [],
    );
    expect(index).toHaveLength(1);
    expect(effects.find((effect) => effect.type === "send")).toMatchObject({
      to: "b",
      after: index[0],
      message: { type: "voteReply", term: 1, refusal: null },
    });
  });

  it("is refused in an older term", () => {
    const engine = engineOf("a", { ...restoredOf(three), hardState: { term: 5, votedFor: null } });
    expect(ask(engine, "b", 4)).toMatchObject({ term: 5, refusal: "oldTerm" });
    expect(askBefore(engine, "b", 5)).toMatchObject({ term: 5, refusal: "oldTerm" });
  });

  it("is given once a term, again to the same", () => {
    const engine = engineOf("a", restoredOf(three));
    expect(ask(engine, "b", 1)).toMatchObject({ refusal: null });
    expect(ask(engine, "c", 1)).toMatchObject({ refusal: "alreadyVoted" });
    expect(ask(engine, "b", 1)).toMatchObject({ refusal: null });
    expect(ask(engine, "c", 2)).toMatchObject({ refusal: null });
  });

  it("is remembered by a restarted node", () => {
    const engine = engineOf("a", { ...restoredOf(three), hardState: { term: 3, votedFor: "b" } });
    expect(ask(engine, "c", 3)).toMatchObject({ refusal: "alreadyVoted" });
    expect(ask(engine, "b", 3)).toMatchObject({ refusal: null });
  });

  it("is refused to a log that lacks something: by the last term first, then by height", () => {
    const engine = engineOf("a", { ...restoredOf(three), log: chainOf([1, 1, 2]) });
    expect(ask(engine, "b", 3, { term: 1, height: 9 })).toMatchObject({ refusal: "logBehind" });
    expect(ask(engine, "b", 4, { term: 2, height: 2 })).toMatchObject({ refusal: "logBehind" });
    expect(ask(engine, "b", 5, { term: 2, height: 3 })).toMatchObject({ refusal: null });
    expect(ask(engine, "b", 6, { term: 3, height: 1 })).toMatchObject({ refusal: null });
  });

  it("is refused while a leader is alive, without the higher term, unless that leader wishes it", () => {
    const engine = engineOf("a", restoredOf(three));
    hear(engine, "b", appendOf(1, []));
    ticks(engine, pacing.electionTicksMin - 1);
    expect(ask(engine, "c", 7)).toMatchObject({ term: 1, refusal: "leaderAlive" });
    expect(askBefore(engine, "c", 7)).toMatchObject({ refusal: "leaderAlive" });
    expect(engine.status()).toMatchObject({ term: 1, leader: "b" });
    expect(ask(engine, "c", 2, empty, true)).toMatchObject({ term: 2, refusal: null });
  });

  it("is possible again when the leader has been silent for the shortest time-out", () => {
    // One that is no voter never stands itself, so that its own time-out does not come between.
    const engine = engineOf("x", restoredOf(three));
    const ahead = { term: 1, height: 1 };
    hear(engine, "b", appendOf(1, []));
    ticks(engine, pacing.electionTicksMin - 1);
    expect(ask(engine, "c", 7, ahead)).toMatchObject({ term: 1, refusal: "leaderAlive" });
    ticks(engine, 1);
    expect(ask(engine, "c", 7, ahead)).toMatchObject({ term: 7, refusal: null });
  });

  it("is refused by the leader itself", () => {
    const cluster = new Cluster("lease", three);
    const leader = cluster.elect();
    const { term } = leader.engine.status();
    expect(ask(leader.engine, "x", term + 5, { term: 99, height: 99 })).toMatchObject({ refusal: "leaderAlive" });
    expect(leader.engine.status()).toMatchObject({ role: "leader", term });
  });

  it("is not a learner's, as long as the candidate knows no more than the learner", () => {
    const learner = engineOf("l", { ...restoredOf(three, ["l"]), log: chainOf([1, 1]) });
    expect(ask(learner, "a", 2, { term: 1, height: 2 })).toMatchObject({ refusal: "notVoter" });
    // A log that is ahead may hold the change that gave it its vote.
    expect(ask(learner, "a", 3, { term: 1, height: 3 })).toMatchObject({ refusal: null });
  });
});

describe("a pre-vote", () => {
  it("changes nothing at either end", () => {
    const engine = engineOf("a", restoredOf(three));
    const effects = hear(engine, "b", { type: "preVoteRequest", term: 9, last: empty });
    expect(sends(effects)).toEqual([{ type: "preVoteReply", term: 9, refusal: null }]);
    expect(effects.map(({ type }) => type)).not.toContain("persist");
    expect(engine.status()).toMatchObject({ term: 0, votedFor: null });
    expect(askBefore(engine, "c", 9)).toMatchObject({ refusal: null });
  });

  it("keeps one who was cut off from raising the term", () => {
    const cluster = new Cluster("cut off", three);
    const leader = cluster.elect();
    const { term } = leader.engine.status();
    const lonely = three.find((id) => id !== leader.id) ?? "";
    cluster.isolate(lonely);
    cluster.tick(pacing.electionTicksMax * 10);
    expect(cluster.node(lonely).engine.status()).toMatchObject({ role: "preCandidate", term });
    cluster.heal();
    cluster.tick(pacing.electionTicksMax);
    expect(cluster.leaders()).toEqual([leader]);
    expect(leader.engine.status().term).toBe(term);
    expect(cluster.node(lonely).final.block.height).toBe(leader.final.block.height);
  });
});

describe("an election", () => {
  it("draws its time-out anew, within its bounds", () => {
    const engine = engineOf("a", restoredOf(three));
    const drawn = entries(ticks(engine, 2000)).flatMap((entry) =>
      entry.type === "timerArmed" ? [entry.timeoutTicks] : [],
    );
    expect(drawn.length).toBeGreaterThan(20);
    expect(new Set(drawn).size).toBeGreaterThan(8);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(pacing.electionTicksMin);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(pacing.electionTicksMax);
  });

  it("is lost with a majority of refusals, and the next one begins with a pre-vote", () => {
    const engine = engineOf("a", restoredOf(three));
    ticks(engine, pacing.electionTicksMax);
    for (const from of ["b", "c"]) hear(engine, from, { type: "preVoteReply", term: 0, refusal: "leaderAlive" });
    expect(engine.status()).toMatchObject({ role: "follower", term: 0 });
    const again = sends(ticks(engine, pacing.electionTicksMax));
    expect(again).toContainEqual({ type: "preVoteRequest", term: 1, last: empty });
  });

  it("counts the own vote only when it is on disk", () => {
    const engine = engineOf("a", restoredOf(["a"]));
    const effects = engine.step({ type: "tick" });
    expect(engine.status()).toMatchObject({ role: "candidate", term: 1 });
    const index = effects.find((effect) => effect.type === "persist")?.index ?? 0;
    const won = engine.step({ type: "persisted", index });
    expect(engine.status().role).toBe("leader");
    expect(won).toContainEqual({ type: "propose", parent: "g", height: 1, turn: 1, change: null });
  });

  it("is not stood for by a learner, a stranger, or one who can't execute its log", () => {
    const learner = engineOf("l", restoredOf(three, ["l"]));
    const stranger = engineOf("x", restoredOf(three));
    for (const engine of [learner, stranger]) {
      expect(sends(ticks(engine, pacing.electionTicksMax * 4))).toEqual([]);
      expect(engine.status()).toMatchObject({ role: "follower", term: 0 });
    }
    const [block] = chainOf([1]);
    const stuck = engineOf("a", { ...restoredOf(three), log: chainOf([1]) });
    stuck.step({ type: "tick" });
    if (block !== undefined) stuck.step({ type: "checked", block, refusal: "bad state root" });
    expect(sends(ticks(stuck, pacing.electionTicksMax * 4))).toEqual([]);
  });

  it("answers a leader of an older term with the term that ends it", () => {
    const engine = engineOf("a", { ...restoredOf(three), hardState: { term: 4, votedFor: null } });
    expect(sends(hear(engine, "b", appendOf(2, [])))).toMatchObject([{ type: "appendRefused", term: 4 }]);
    expect(engine.status()).toMatchObject({ term: 4, leader: null });
  });

  it("has one winner a term, whatever is cut", () => {
    const cluster = new Cluster("one a term", ["a", "b", "c", "d", "e"]);
    const leaders = new Map<number, string>();
    for (let round = 0; round < 20; round++) {
      const { id } = cluster.elect();
      cluster.isolate(id);
      cluster.tick(pacing.electionTicksMax * 2);
      cluster.heal();
      for (const node of cluster.nodes.values()) {
        for (const entry of node.journal) {
          if (entry.type !== "roleChanged" || entry.to !== "leader") continue;
          expect(leaders.get(entry.term) ?? node.id).toBe(node.id);
          leaders.set(entry.term, node.id);
        }
      }
    }
    expect(leaders.size).toBeGreaterThan(15);
  });
});
