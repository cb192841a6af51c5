import { describe, expect, it } from "vitest";
import { Fetching } from "./fetching";
import { FETCH_ATTEMPTS_MAX, WANTED_MAX } from "./limits";

describe("fetching", () => {
  it("asks once due, then with growing pauses, and gives up in the end", () => {
    const fetching = new Fetching(10);
    fetching.want({ hash: "x", height: 5 }, "a", 3);
    const asked: number[] = [];
    for (let tick = 0; tick < 2000; tick++) if (fetching.due(tick).length > 0) asked.push(tick);
    expect(asked).toHaveLength(FETCH_ATTEMPTS_MAX);
    expect(asked.slice(0, 5)).toEqual([3, 13, 33, 73, 153]);
    expect(fetching.size).toBe(0);
  });

  it("asks one peer for the highest block first, since its ancestors come along", () => {
    const fetching = new Fetching(10);
    for (const height of [3, 9, 6]) fetching.want({ hash: `h${height}`, height }, "a", 0);
    expect(fetching.due(0)).toEqual([{ hash: "h9", from: "a" }]);
    expect(fetching.due(1)).toEqual([]);
    fetching.got("h9");
    expect(fetching.due(10)).toEqual([{ hash: "h6", from: "a" }]);
  });

  it("asks whoever spoke of the block last", () => {
    const fetching = new Fetching(10);
    fetching.want({ hash: "x", height: 1 }, "a", 0);
    fetching.want({ hash: "x", height: 1 }, "b", 0);
    expect(fetching.due(0)).toEqual([{ hash: "x", from: "b" }]);
  });

  it("stays bounded, keeping the highest", () => {
    const fetching = new Fetching(10);
    for (let height = 1; height <= WANTED_MAX + 5; height++) fetching.want({ hash: `h${height}`, height }, "a", 0);
    expect(fetching.size).toBe(WANTED_MAX);
    expect(fetching.behind(WANTED_MAX)).toBe(true);
    fetching.forgetUpTo(WANTED_MAX + 5);
    expect(fetching.size).toBe(0);
  });
});
