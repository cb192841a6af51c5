import { describe, expect, it } from "vitest";
import { checkLinearizable } from "./check";
import { register, texts } from "./models";
import { historyFiles, registerHistory, textHistory, vectorsMissing } from "./testing/porcupine";

const title = vectorsMissing === null ? "" : ` (skipped: ${vectorsMissing})`;

/** Of the histories of etcd by number, those which Porcupine finds linearizable; the others it does not. */
const LINEARIZABLE = [...[2, 5, 7, 18, 25, 31, 38, 45, 48, 49, 51, 53, 56, 67, 75, 76, 80, 87, 92, 98, 100, 101, 102]];

describe.skipIf(vectorsMissing !== null)(`the verdicts of Porcupine's tests${title}`, () => {
  it("on 102 histories of etcd's register", () => {
    // Porcupine has no verdict on 95, where the cluster did not start.
    const names = historyFiles("jepsen").filter((name) => name !== "etcd_095.log");
    expect(names).toHaveLength(102);
    for (const name of names) {
      const history = registerHistory(name);
      expect(history.length).toBeGreaterThan(40);
      const expected = LINEARIZABLE.includes(Number(/\d+/.exec(name)?.[0])) ? "linearizable" : "violated";
      expect({ name, verdict: checkLinearizable(register, history).verdict }).toEqual({ name, verdict: expected });
    }
  });

  it("on 6 histories of a store of texts by key", () => {
    const names = historyFiles("kv");
    expect(names).toHaveLength(6);
    for (const name of names) {
      const expected = name.includes("-ok") ? "linearizable" : "violated";
      expect({ name, verdict: checkLinearizable(texts, textHistory(name)).verdict }).toEqual({
        name,
        verdict: expected,
      });
    }
  });
});
