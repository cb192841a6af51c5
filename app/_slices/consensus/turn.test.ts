import { describe, expect, it } from "vitest";
import type { ConsensusView, NodeStatus } from "#server/api";
import { headTurnOf, nextProposer, partOf } from "./turn";

const ids = ["a-1", "a-2", "a-3", "a-4"];
const view = (headTurn: number | null, status: NodeStatus = "alive", signedTurn = 0) =>
  ({
    turn: 5,
    inTurn: "a-2",
    order: ids,
    validators: ids.map((id) => ({ id, status, lastSigned: { turn: signedTurn, height: 1, hash: "0x" } })),
    blocks: headTurn === null ? [] : [{ turn: headTurn }],
  }) as Pick<ConsensusView, "turn" | "inTurn" | "order"> as ConsensusView;

describe("nextProposer", () => {
  it("is the one in turn while its block is not there, and the one after once it is", () => {
    expect(nextProposer(view(4), 4)).toBe("a-2");
    expect(nextProposer(view(5), 5)).toBe("a-3");
  });
  it("counts from the head when that is ahead of what the nodes have said, and goes round", () => {
    expect(nextProposer(view(7), 7)).toBe("a-1");
  });
  it("is whoever leads, under Raft, and nobody while nobody does", () => {
    expect(nextProposer({ validators: [], leader: "a-3" }, 3)).toBe("a-3");
    expect(nextProposer({ validators: [], leader: null }, 3)).toBeNull();
  });
  it("knows nothing of chains without turns", () => {
    expect(nextProposer({ validators: [] }, 3)).toBeNull();
    expect(headTurnOf([undefined, null])).toBeNull();
    expect(headTurnOf([null, 3, 9])).toBe(9);
  });
});

describe("partOf", () => {
  it("says that the turn is done once its block is there", () => {
    expect(ids.map((id) => partOf(view(5), id))).toEqual(["waits", "proposed", "next", "waits"]);
  });
  it("calls silent only who has neither proposed nor signed its turn", () => {
    expect(partOf(view(4, "dead"), "a-2")).toBe("silent");
    expect(partOf(view(4, "dead", 5), "a-2")).toBe("proposed");
    expect(partOf(view(5, "dead"), "a-2")).toBe("proposed");
    expect(partOf(view(4), "a-2")).toBe("now");
  });
});
