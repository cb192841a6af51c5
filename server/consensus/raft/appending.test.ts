import { describe, expect, it } from "vitest";
import type { BlockMeta } from "../engine";
import type { RaftEngine } from "./engine";
import { UNEXECUTED_BLOCKS_MAX } from "./limits";
import { appendOf, chainOf, engineOf, entries, hear, kinds, restoredOf, sends, ticks, voteOf } from "./testing/solo";

const three = ["a", "b", "c"];
const at = (blocks: readonly BlockMeta[], index: number) => blocks[index] ?? chainOf([0])[0] ?? never();
function never(): never {
  throw new Error("no such block");
}

function execute(engine: RaftEngine, blocks: readonly BlockMeta[]) {
  return blocks.flatMap((block) => engine.step({ type: "checked", block, refusal: null }));
}

describe("a follower", () => {
  it("writes blocks, has them executed, and acknowledges each once they are on disk", () => {
    const engine = engineOf("a", restoredOf(three));
    const blocks = chainOf([1, 1]);
    const effects = hear(engine, "b", appendOf(1, blocks));
    expect(kinds(effects)).toEqual(["persist", "persist", "send", "check", "check"]);
    expect(effects.filter((effect) => effect.type === "persist").map(({ record }) => record)).toEqual([
      { type: "hardState", term: 1, votedFor: null },
      { type: "blocks", blocks },
    ]);
    expect(effects.find((effect) => effect.type === "send")).toMatchObject({
      to: "b",
      after: 2,
      message: { type: "appendMatched", height: 2, acknowledgements: blocks.map((block) => voteOf(block, "a")) },
    });
    expect(execute(engine, blocks).filter(({ type }) => type === "head")).toMatchObject(
      blocks.map((block) => ({ block })),
    );
    expect(engine.status()).toMatchObject({ head: { height: 2 }, final: { height: 0 } });
  });

  it("acknowledges no block of an older term: no number of those would make it final", () => {
    const engine = engineOf("a", restoredOf(three));
    const [matched] = sends(hear(engine, "b", appendOf(3, chainOf([1, 3]))));
    expect(matched).toMatchObject({ height: 2, acknowledgements: [{ turn: 3, height: 2 }] });
  });

  it("does not write again what it has", () => {
    const engine = engineOf("a", restoredOf(three));
    const blocks = chainOf([1, 1]);
    hear(engine, "b", appendOf(1, blocks));
    const again = hear(engine, "b", appendOf(1, blocks));
    expect(kinds(again)).toEqual(["send"]);
    expect(sends(again)).toMatchObject([{ height: 2, acknowledgements: [{ height: 1 }, { height: 2 }] }]);
    // The blocks may still be on their way to disk.
    expect(again.find((effect) => effect.type === "send")).toMatchObject({ after: 2 });
  });

  it("sends lost acknowledgements again with the answer to a heartbeat", () => {
    const engine = engineOf("a", restoredOf(three));
    const blocks = chainOf([1, 1]);
    hear(engine, "b", appendOf(1, blocks));
    const [answer] = sends(hear(engine, "b", appendOf(1, [], at(blocks, 1))));
    expect(answer).toMatchObject({ height: 2, acknowledgements: [{ height: 1 }, { height: 2 }] });
  });

  it("gives them then also when it has forgotten that it gave them", () => {
    const blocks = chainOf([0, 1, 1]);
    const hardState = { term: 1, votedFor: null };
    const engine = engineOf("a", { ...restoredOf(three), hardState, log: blocks });
    const [answer] = sends(hear(engine, "b", appendOf(1, [], at(blocks, 2))));
    expect(answer).toMatchObject({ height: 3, acknowledgements: [{ height: 2 }, { height: 3 }] });
  });

  it("refuses what has no place in its log, with a hint that skips a whole term", () => {
    const engine = engineOf("a", { ...restoredOf(three), log: chainOf([1, 2, 2, 2, 2]) });
    const previous = { ...at(chainOf([1, 1, 1, 1]), 3) };
    const effects = hear(engine, "b", appendOf(3, [], previous));
    expect(sends(effects)).toEqual([{ type: "appendRefused", term: 3, previous: 4, hint: { term: 1, height: 1 } }]);
    const beyond = { ...previous, height: 9, turn: 3 };
    expect(sends(hear(engine, "b", appendOf(3, [], beyond)))).toMatchObject([{ hint: { term: 2, height: 5 } }]);
  });

  it("drops a tail that conflicts, and head and members go back with it", () => {
    const old = chainOf([1, 1]);
    const change = { type: "addVoter", id: "d" } as const;
    const log = [at(old, 0), { ...at(old, 1), change }];
    const engine = engineOf("a", { ...restoredOf(three), log });
    engine.step({ type: "tick" });
    execute(engine, log);
    expect(engine.status().members.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
    const fresh = chainOf([2], at(old, 0), "new");
    const effects = hear(engine, "b", appendOf(2, fresh, at(old, 0)));
    expect(entries(effects)).toContainEqual(
      expect.objectContaining({ type: "logTruncated", fromHeight: 2, blocks: 1 }),
    );
    expect(effects).toContainEqual({ type: "head", block: old[0] });
    expect(engine.status()).toMatchObject({ head: { height: 1 }, log: { last: { hash: "2@2new" } } });
    expect(engine.status().members.map(({ id }) => id)).toEqual(three);
  });

  it("keeps what follows upon the blocks of an old message", () => {
    const blocks = chainOf([1, 1, 1]);
    const engine = engineOf("a", { ...restoredOf(three), log: blocks });
    expect(sends(hear(engine, "b", appendOf(1, blocks.slice(0, 1))))).toMatchObject([{ height: 1 }]);
    expect(engine.status().log.last.height).toBe(3);
  });

  it("never drops what is final, whoever says so", () => {
    const blocks = chainOf([1, 1]);
    const engine = engineOf("a", { ...restoredOf(three), log: blocks });
    const certificate = { turn: 1, hash: "2@1", votes: ["b", "c"].map((id) => voteOf(at(blocks, 1), id)) };
    engine.step({ type: "certified", certificate });
    const effects = hear(engine, "b", appendOf(5, chainOf([5, 5], undefined, "evil")));
    expect(sends(effects)).toMatchObject([{ type: "appendMatched", height: 2 }]);
    expect(engine.status().log.last.hash).toBe("2@1");
  });

  it("takes the sound part of a message alone", () => {
    const engine = engineOf("a", restoredOf(three));
    const [first, second] = chainOf([1, 1]);
    if (first === undefined || second === undefined) throw new Error("no blocks");
    for (const flawed of [
      { ...second, height: 7 },
      { ...second, parent: "elsewhere" },
      { ...second, turn: 0 },
      { ...second, turn: 9 },
    ]) {
      const effects = hear(engine, "b", appendOf(1, [first, flawed]));
      expect(entries(effects)).toContainEqual(expect.objectContaining({ type: "blockRefused", code: "wrongHeight" }));
      expect(sends(effects)).toMatchObject([{ type: "appendMatched", height: 1 }]);
    }
  });

  it("takes no more than its ledger can follow, and goes on when it has", () => {
    const engine = engineOf("a", restoredOf(three));
    const blocks = chainOf(Array.from({ length: UNEXECUTED_BLOCKS_MAX + 5 }, () => 1));
    const [answer] = sends(hear(engine, "b", appendOf(1, blocks)));
    expect(answer).toMatchObject({ type: "appendMatched", height: UNEXECUTED_BLOCKS_MAX });
    engine.step({ type: "persisted", index: 2 });
    execute(engine, blocks.slice(0, 4));
    const last = at(blocks, UNEXECUTED_BLOCKS_MAX - 1);
    const more = hear(engine, "b", appendOf(1, blocks.slice(UNEXECUTED_BLOCKS_MAX), last));
    expect(sends(more)).toMatchObject([{ height: UNEXECUTED_BLOCKS_MAX + 4 }]);
  });

  it("asks again for a block that was refused, and for its body when it is refused again", () => {
    const engine = engineOf("a", restoredOf(three));
    const [block] = chainOf([1]);
    if (block === undefined) throw new Error("no block");
    hear(engine, "b", appendOf(1, [block]));
    const refused = engine.step({ type: "checked", block, refusal: "no body" });
    expect(entries(refused)).toContainEqual(expect.objectContaining({ type: "blockRefused", code: "invalid" }));
    expect(kinds(refused)).toEqual([]);
    expect(kinds(ticks(engine, 5)).filter((kind) => kind === "check")).toHaveLength(1);
    engine.step({ type: "checked", block, refusal: "no body" });
    hear(engine, "b", appendOf(1, []));
    expect(kinds(ticks(engine, 8))).toEqual(["fetch", "check"]);
    execute(engine, [block]);
    expect(engine.status().head.height).toBe(1);
  });
});
