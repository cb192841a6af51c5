import { describe, expect, it } from "vitest";
import type { Command, MembershipChange } from "../engine";
import { Cluster, type DeskNode, pacing } from "./testing/desk";

const three = ["a", "b", "c"];

function command(node: DeskNode, of: Command): string | null {
  const before = node.journal.length;
  node.step({ type: "command", command: of });
  const refused = node.journal.slice(before).find((entry) => entry.type === "commandRefused");
  return refused?.type === "commandRefused" ? refused.reason : null;
}

const change = (node: DeskNode, of: MembershipChange) => command(node, { type: "changeMembership", change: of });
const transfer = (node: DeskNode, to: string) => command(node, { type: "transferLeadership", to });
const otherThan = (node: DeskNode) => three.find((id) => id !== node.id) ?? "";
const names = (node: DeskNode) => node.engine.status().members.map(({ id, role }) => `${id} ${role}`);

describe("a transfer", () => {
  it("hands over without waiting for a time-out, in one more term", () => {
    const cluster = new Cluster("transfer", three);
    const leader = cluster.elect();
    const heir = otherThan(leader);
    const { term } = leader.engine.status();
    expect(transfer(leader, heir)).toBeNull();
    cluster.run();
    expect(cluster.node(heir).engine.status()).toMatchObject({ role: "leader", term: term + 1 });
    expect(leader.journal).toContainEqual(expect.objectContaining({ type: "transferEnded", outcome: "done" }));
  });

  it("brings the heir up to date first", () => {
    const cluster = new Cluster("behind", three);
    const leader = cluster.elect();
    const heir = otherThan(leader);
    cluster.isolate(heir);
    cluster.tick(pacing.electionTicksMin - 5);
    cluster.heal();
    const { height } = leader.engine.status().log.last;
    expect(cluster.node(heir).engine.status().log.last.height).toBeLessThan(height);
    expect(transfer(leader, heir)).toBeNull();
    cluster.tick(pacing.heartbeatTicks * 3);
    expect(cluster.node(heir).engine.status().role).toBe("leader");
    expect(cluster.node(heir).engine.status().log.last.height).toBeGreaterThanOrEqual(height);
  });

  it("is given up after the longest time-out, and the leader works on", () => {
    const cluster = new Cluster("deaf heir", three);
    const leader = cluster.elect();
    const heir = otherThan(leader);
    cluster.drops = ({ message }) => message.type === "timeoutNow";
    expect(transfer(leader, heir)).toBeNull();
    expect(leader.engine.status().transferTo).toBe(heir);
    const { height } = leader.engine.status().log.last;
    cluster.tick(pacing.electionTicksMax - 1);
    expect(leader.engine.status().log.last.height).toBe(height);
    cluster.tick(1 + pacing.intervalTicks * 2);
    expect(leader.journal).toContainEqual(expect.objectContaining({ type: "transferEnded", outcome: "timedOut" }));
    expect(leader.engine.status()).toMatchObject({ role: "leader", transferTo: null });
    expect(leader.final.block.height).toBeGreaterThan(height);
  });

  it("is refused, with the reason, where it makes no sense", () => {
    const cluster = new Cluster("refusals", three, ["l"]);
    const leader = cluster.elect();
    const heir = otherThan(leader);
    expect(transfer(cluster.node(heir), leader.id)).toBe("this node is not the leader");
    expect(transfer(leader, leader.id)).toBe(`${leader.id} is the leader`);
    expect(transfer(leader, "l")).toBe("l is not a voter");
    cluster.drops = ({ message }) => message.type === "timeoutNow";
    expect(transfer(leader, heir)).toBeNull();
    expect(transfer(leader, heir)).toBe(`leadership is being handed to ${heir}`);
    expect(change(leader, { type: "remove", id: heir })).toBe(`leadership is being handed to ${heir}`);
  });

  it("is not started by a request of an older term, or of one who is not the leader", () => {
    const cluster = new Cluster("stale", three);
    const leader = cluster.elect();
    const heir = cluster.node(otherThan(leader));
    const { term } = leader.engine.status();
    const stranger = three.find((id) => id !== leader.id && id !== heir.id) ?? "";
    heir.step({ type: "message", from: leader.id, message: { type: "timeoutNow", term: term - 1 } });
    heir.step({ type: "message", from: stranger, message: { type: "timeoutNow", term } });
    expect(heir.engine.status()).toMatchObject({ role: "follower", term });
  });
});

describe("a change of members", () => {
  it("rides in a block and is in force at once: a learner follows and never votes, then gets its vote", () => {
    const cluster = new Cluster("learner", three, [], ["d"]);
    const leader = cluster.elect();
    expect(change(leader, { type: "addLearner", id: "d" })).toBeNull();
    cluster.tick(pacing.intervalTicks * 3);
    const learner = cluster.node("d");
    expect(names(learner)).toEqual(["a voter", "b voter", "c voter", "d learner"]);
    expect(learner.final.block.height).toBe(leader.final.block.height);
    expect(leader.final.certificate?.votes.map(({ validator }) => validator)).not.toContain("d");
    expect(cluster.sent.filter(({ from, message }) => from === "d" && message.type.endsWith("Request"))).toEqual([]);
    expect(leader.engine.status().quorum).toBe(2);

    expect(change(leader, { type: "addVoter", id: "d" })).toBeNull();
    cluster.tick(pacing.intervalTicks * 3);
    expect(leader.engine.status().quorum).toBe(3);
    const others = three.filter((id) => id !== leader.id);
    cluster.isolate(others[0] ?? "");
    const { height } = leader.final.block;
    cluster.tick(pacing.intervalTicks * 3);
    expect(leader.final.block.height).toBeGreaterThan(height);
    expect(leader.final.certificate?.votes.map(({ validator }) => validator)).toContain("d");
  });

  it("comes one at a time", () => {
    const cluster = new Cluster("one at a time", three, [], ["d", "e"]);
    const leader = cluster.elect();
    cluster.drops = ({ message }) => message.type === "appendMatched";
    expect(change(leader, { type: "addLearner", id: "d" })).toBeNull();
    expect(change(leader, { type: "addLearner", id: "e" })).toBe("a change of members is under way");
    cluster.tick(pacing.intervalTicks);
    expect(names(leader)).toContain("d learner");
    expect(change(leader, { type: "addLearner", id: "e" })).toBe("the last change of members is not final");
    cluster.drops = () => false;
    cluster.tick(pacing.intervalTicks * 3);
    expect(change(leader, { type: "addLearner", id: "e" })).toBeNull();
  });

  it("waits for a final block of the leader's own term", () => {
    const cluster = new Cluster("own term", three, [], ["d"]);
    cluster.drops = ({ message }) => message.type === "appendMatched";
    for (let tick = 0; cluster.leaders().length === 0 && tick < 100; tick++) cluster.tick();
    const [leader] = cluster.leaders();
    if (leader === undefined) throw new Error("no leader");
    expect(change(leader, { type: "addLearner", id: "d" })).toBe("no block of term 1 is final");
  });

  it("is refused, with the reason, where it changes nothing or too much", () => {
    const cluster = new Cluster("no change", ["a"], ["l"]);
    const leader = cluster.elect();
    expect(change(leader, { type: "addVoter", id: "a" })).toBe("a is a voter already");
    expect(change(leader, { type: "addLearner", id: "l" })).toBe("l is a learner already");
    expect(change(leader, { type: "remove", id: "x" })).toBe("x is not a member");
    expect(change(leader, { type: "remove", id: "a" })).toBe("a is the last voter");
  });

  it("that removes the leader ends its rule when it is final; the others elect one of theirs", () => {
    const cluster = new Cluster("removed", three);
    const leader = cluster.elect();
    expect(change(leader, { type: "remove", id: leader.id })).toBeNull();
    cluster.tick(pacing.intervalTicks + 1);
    expect(leader.journal).toContainEqual(
      expect.objectContaining({ type: "roleChanged", to: "follower", reason: "removed" }),
    );
    cluster.tick(pacing.electionTicksMax * 6);
    expect(leader.engine.status().role).toBe("follower");
    const [next] = cluster.leaders();
    expect(next?.engine.status()).toMatchObject({ quorum: 2 });
    expect(next?.final.certificate?.votes.map(({ validator }) => validator)).not.toContain(leader.id);
  });

  it("goes with its block when that is replaced", () => {
    const cluster = new Cluster("replaced", three, [], ["d"]);
    const leader = cluster.elect();
    cluster.isolate(leader.id);
    expect(change(leader, { type: "addVoter", id: "d" })).toBeNull();
    cluster.tick(pacing.intervalTicks);
    expect(names(leader)).toContain("d voter");
    cluster.tick(pacing.electionTicksMax * 4);
    cluster.heal();
    cluster.tick(pacing.electionTicksMax);
    expect(names(leader)).toEqual(["a voter", "b voter", "c voter"]);
    expect(leader.journal.map(({ type }) => type)).toContain("logTruncated");
  });
});
