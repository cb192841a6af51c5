import { describe, expect, it } from "vitest";
import type { NodeView } from "#server/api";
import type { Frame } from "#server/live";
import { headOf, lagOf, nodesAfter } from "./merge";

const node = (id: string, height: number | null) => ({ id, height }) as NodeView;
const frame = (data: unknown, type = "node.updated"): Frame => ({
  network: "alpha",
  topic: "nodes",
  prev: 1,
  seq: 2,
  type,
  data,
});

describe("nodesAfter", () => {
  it("changes the node in its place, adds an unknown one in order, and ignores the rest", () => {
    const nodes = [node("alpha-1", 5), node("alpha-10", 5)];
    expect(nodesAfter(nodes, frame(node("alpha-1", 6))).map(({ height }) => height)).toEqual([6, 5]);
    expect(nodesAfter(nodes, frame(node("alpha-2", 1))).map(({ id }) => id)).toEqual([
      "alpha-1",
      "alpha-2",
      "alpha-10",
    ]);
    expect(nodesAfter(nodes, frame(null))).toBe(nodes);
    expect(nodesAfter(nodes, frame(node("alpha-2", 1), "else"))).toBe(nodes);
  });
});

describe("lagOf", () => {
  it("counts from the highest head and knows nothing of the silent", () => {
    const nodes = [node("a", 9), node("b", 4), node("c", null)];
    expect(nodes.map((one) => lagOf(one, headOf(nodes)))).toEqual([0, 5, null]);
    expect(headOf([node("c", null)])).toBeNull();
  });
});
