import { describe, expect, it } from "vitest";
import type { BlockMeta, Vote } from "../engine";
import { type PoaEffect, PoaEngine } from "./engine";
import type { PoaRecord, PoaRestored } from "./persistence";

const genesis: BlockMeta = { hash: "g", parent: "", height: 0, turn: 0, proposer: null, change: null };
const validators = ["v0", "v1", "v2", "v3"];
const pacing = { intervalTicks: 2, graceTicks: 2 };
const atGenesis: PoaRestored = { records: [], final: genesis, certificate: null, blocks: [] };

const engineOf = (self: string, restored = atGenesis, names = validators) =>
  new PoaEngine({ self, validators: names, pacing, sign: () => new Uint8Array(65), restored });
const blockOf = (turn: number, parent = genesis, hash = `b${turn}`): BlockMeta => {
  return { hash, parent: parent.hash, height: parent.height + 1, turn, proposer: `v${turn % 4}`, change: null };
};
const voteOf = (turn: number, block: BlockMeta, validator: string): Vote => {
  return { turn, height: block.height, hash: block.hash, validator, signature: new Uint8Array(65) };
};
const kinds = (effects: PoaEffect[]) => effects.map(({ type }) => type).filter((type) => type !== "status");
const codes = (effects: PoaEffect[]) =>
  effects.flatMap((effect) =>
    effect.type === "journal" && effect.entry.type === "blockRefused" ? [effect.entry.code] : [],
  );
const ticks = (engine: PoaEngine, count: number) =>
  Array.from({ length: count }, () => engine.step({ type: "tick" })).flat();
const votesIn = (effects: PoaEffect[]) =>
  effects.flatMap((effect) => (effect.type === "persist" ? [effect.record.vote.turn] : []));

function propose(engine: PoaEngine, block: BlockMeta): PoaEffect[] {
  const from = block.proposer ?? "";
  return engine.step({ type: "message", from, message: { type: "proposal", turn: block.turn, block } });
}

describe("the PoA engine", () => {
  it("writes its vote before it sends it", () => {
    const engine = engineOf("v0");
    expect(kinds(propose(engine, blockOf(1)))).toContain("check");
    const effects = engine.step({ type: "checked", block: blockOf(1), refusal: null });
    expect(kinds(effects)).toEqual(["head", "journal", "persist", "journal", "send"]);
    expect(effects.find((effect) => effect.type === "send")).toMatchObject({ to: "all", after: 1 });
  });

  it("does not count its own vote before it is on disk", () => {
    const engine = engineOf("v0");
    propose(engine, blockOf(1));
    engine.step({ type: "checked", block: blockOf(1), refusal: null });
    const hear = (validator: string) =>
      engine.step({
        type: "message",
        from: validator,
        message: { type: "vote", vote: voteOf(1, blockOf(1), validator) },
      });
    expect(kinds([...hear("v1"), ...hear("v2")])).not.toContain("commit");
    expect(kinds(engine.step({ type: "persisted", index: 1 }))).toContain("commit");
  });

  it("alone, makes each block final at once", () => {
    const engine = engineOf("v0", atGenesis, ["v0"]);
    const effects = ticks(engine, 2);
    expect(effects.find((effect) => effect.type === "propose")).toMatchObject({ parent: "g", height: 1, turn: 1 });
    engine.step({ type: "proposed", block: { ...blockOf(1), proposer: "v0" } });
    expect(kinds(engine.step({ type: "persisted", index: 1 }))).toContain("commit");
  });

  it("never votes again in a turn that it has voted in, restarted or not", () => {
    const record: PoaRecord = { type: "vote", vote: voteOf(5, blockOf(1), "v0"), block: blockOf(1) };
    const engine = engineOf("v0", { ...atGenesis, records: [record], blocks: [blockOf(1)] });
    const late = propose(engine, blockOf(5, blockOf(1)));
    late.push(...engine.step({ type: "checked", block: blockOf(5, blockOf(1)), refusal: null }));
    expect(votesIn(late)).toEqual([]);
    const turns = votesIn(ticks(engine, 40));
    expect(turns[0]).toBeGreaterThan(5);
    expect(new Set(turns).size).toBe(turns.length);
  });

  it("does not send a block that it built in an earlier life and never voted for", () => {
    const record: PoaRecord = { type: "vote", vote: voteOf(3, genesis, "v0"), block: genesis };
    const engine = engineOf("v0", { ...atGenesis, records: [record], blocks: [blockOf(4)] });
    const sent = [...engine.step({ type: "peerUp", peer: "v1" }), ...ticks(engine, 20)].flatMap((effect) =>
      effect.type === "send" && effect.message.type === "proposal" ? [effect.message.block.hash] : [],
    );
    expect(sent).toEqual([]);
  });

  it("reports a second proposal or vote of one turn and ignores it", () => {
    const engine = engineOf("v0");
    propose(engine, blockOf(1));
    expect(codes(propose(engine, blockOf(1, genesis, "other")))).toEqual(["doubleProposal"]);
    const vote = (block: BlockMeta) =>
      engine.step({ type: "message", from: "v2", message: { type: "vote", vote: voteOf(1, block, "v2") } });
    vote(blockOf(1));
    expect(codes(vote(blockOf(1, genesis, "other")))).toEqual(["doubleVote"]);
  });

  it("refuses blocks out of turn or place, and what the driver refuses", () => {
    const engine = engineOf("v0");
    expect(codes(propose(engine, { ...blockOf(1), proposer: "v3" }))).toEqual(["wrongProposer"]);
    expect(codes(propose(engine, { ...blockOf(1), hash: "h", height: 7 }))).toEqual(["wrongHeight"]);
    expect(codes(propose(engine, { ...blockOf(1), hash: "t", turn: 2 ** 60 }))).toEqual(["wrongTurn"]);
    expect(codes(engine.step({ type: "checked", block: blockOf(2), refusal: "bad root" }))).toEqual(["invalid"]);
    expect(kinds(propose(engine, blockOf(2)))).toEqual([]);
  });

  it("only follows when it is no validator", () => {
    const engine = engineOf("watcher");
    propose(engine, blockOf(1));
    const effects = engine.step({ type: "checked", block: blockOf(1), refusal: null });
    expect(kinds([...effects, ...ticks(engine, 50)])).not.toContain("persist");
    expect(engine.status().head.hash).toBe("b1");
  });

  it("ignores a certificate that is too small", () => {
    const engine = engineOf("v0");
    propose(engine, blockOf(1));
    engine.step({ type: "checked", block: blockOf(1), refusal: null });
    const votes = ["v1", "v2", "v2", "stranger"].map((validator) => voteOf(1, blockOf(1), validator));
    const certified = (certificate: Vote[]) =>
      kinds(engine.step({ type: "certified", certificate: { turn: 1, hash: "b1", votes: certificate } }));
    expect(certified(votes)).not.toContain("commit");
    expect(certified([...votes, voteOf(1, blockOf(1), "v3")])).toContain("commit");
  });
});
