import { describe, expect, it } from "vitest";
import { Queue } from "./queue";

describe("Queue", () => {
  it("makes its writer wait when it is full, and loses nothing", async () => {
    const queue = new Queue<number>(2);
    let written = 0;
    const writer = (async () => {
      for (let i = 0; i < 10; i++) {
        await queue.push(i);
        written = i + 1;
      }
      queue.end(new Error("the end"));
    })();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(written).toBe(2);
    const taken: (number | undefined)[] = [];
    for (let i = 0; i < 10; i++) taken.push(await queue.take(1_000));
    expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await writer;
    await expect(queue.take(1_000)).rejects.toThrow("the end");
  });

  it("gives up waiting after its time", async () => {
    expect(await new Queue<number>(1).take(5)).toBeUndefined();
  });

  it("lets a waiting writer go when it ends", async () => {
    const queue = new Queue<number>(1);
    await queue.push(1);
    const waiting = queue.push(2);
    queue.end(new Error("the end"));
    await waiting;
    expect(await queue.take(5)).toBe(1);
    await expect(queue.take(5)).rejects.toThrow("the end");
  });
});
