import { describe, expect, it } from "vitest";
import { Lanes } from "./lanes";

describe("lanes", () => {
  it("keep each peer's order, and let nobody wait for another", async () => {
    const taken: string[] = [];
    const lanes = new Lanes<string>(
      (peer, value) => taken.push(`${peer}:${value}`),
      (error) => taken.push(String(error)),
    );
    let release: (value: string) => void = () => {};
    lanes.push(
      "a",
      () =>
        new Promise<string>((resolve) => {
          release = resolve;
        }),
    );
    lanes.push("a", () => "second");
    lanes.push("b", () => "at once");
    expect(taken).toEqual(["b:at once"]);
    release("first");
    await lanes.settled();
    expect(taken).toEqual(["b:at once", "a:first", "a:second"]);
    lanes.push("a", () => "free again");
    expect(taken.at(-1)).toBe("a:free again");
  });

  it("drop what does not fit, and count it", async () => {
    const lanes = new Lanes<number>(
      () => {},
      () => {},
    );
    lanes.push("a", () => new Promise(() => {}));
    for (let i = 0; i < 300; i++) lanes.push("a", () => i);
    expect(lanes.dropped).toBe(45);
  });
});
