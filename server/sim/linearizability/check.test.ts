import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkLinearizable } from "./check";
import { impossible, type Model, type Operation } from "./model";
import { type RegisterInput, type RegisterOutput, register, texts } from "./models";

type RegisterOperation = Operation<RegisterInput, RegisterOutput>;

const write = (client: number, value: number, calledAt: number, returnedAt: number): RegisterOperation => ({
  ...{ client, input: { type: "write", value }, output: { type: "written" }, calledAt, returnedAt },
});
const read = (client: number, value: number | null, calledAt: number, returnedAt: number): RegisterOperation => ({
  ...{ client, input: { type: "read" }, output: { type: "value", value }, calledAt, returnedAt },
});
const unheard = (operation: RegisterOperation): RegisterOperation => ({ ...operation, output: null });

describe("the checker", () => {
  it("finds an order where reads overlap a write", () => {
    // MIT 6.824, quiz 2 of 2017, section VII.
    const history = [write(0, 100, 0, 100), read(1, 100, 25, 75), read(2, null, 30, 60)];
    expect(checkLinearizable(register, history).verdict).toBe("linearizable");
  });

  it("finds none where a read goes back behind one before it, and says which", () => {
    const late = read(2, null, 40, 90);
    expect(checkLinearizable(register, [write(0, 200, 0, 100), read(1, 200, 10, 30), late])).toMatchObject({
      ...{ verdict: "violated", part: "the register", stuck: late },
    });
  });

  it("finds none where a read misses what was written before it", () => {
    expect(checkLinearizable(register, [write(0, 1, 0, 1), read(1, null, 2, 3)]).verdict).toBe("violated");
    expect(checkLinearizable(register, [write(0, 1, 0, 2), read(1, null, 2, 3)]).verdict).toBe("linearizable");
  });

  it("lets what was never answered happen late, once, or never", () => {
    const open = unheard(write(0, 7, 0, 0));
    const verdict = (...reads: RegisterOperation[]) => checkLinearizable(register, [open, ...reads]).verdict;
    expect(verdict(read(1, null, 10, 11), read(1, 7, 20, 21))).toBe("linearizable");
    expect(verdict(read(1, null, 10, 11))).toBe("linearizable");
    expect(verdict(read(1, 7, 10, 11), read(1, null, 20, 21))).toBe("violated");
    expect(verdict(read(1, 8, 10, 11))).toBe("violated");
  });

  it("checks parts by themselves and names the one that fails", () => {
    const operations = [..."abc"].flatMap((key, at): Operation<Parameters<typeof texts.partOf>[0], string>[] => [
      { client: at, input: { type: "append", key, value: "x" }, output: "", calledAt: 0, returnedAt: 1 },
      { client: at, input: { type: "get", key }, output: key === "b" ? "" : "x", calledAt: 2, returnedAt: 3 },
    ]);
    expect(checkLinearizable(texts, operations)).toMatchObject({ verdict: "violated", part: "b" });
  });

  it("says that it does not know when the search is cut off", () => {
    const history = Array.from({ length: 24 }, (_, client) => write(client, client, 0, 100));
    const never = read(99, 999, 200, 300);
    expect(checkLinearizable(register, [...history, never], 5_000)).toMatchObject({ verdict: "unknown", steps: 5_000 });
  });

  it("agrees with a search through all orders", () => {
    const operation = fc
      .record({
        client: fc.nat(3),
        input: fc.oneof<fc.Arbitrary<RegisterInput>[]>(
          fc.constant({ type: "read" }),
          fc.nat(2).map((value): RegisterInput => ({ type: "write", value })),
          fc.tuple(fc.nat(2), fc.nat(2)).map(([expected, value]): RegisterInput => {
            return { type: "compareAndSet", expected, value };
          }),
        ),
        calledAt: fc.nat(10),
        lasts: fc.nat(6),
        heard: fc.boolean(),
        value: fc.option(fc.nat(2)),
      })
      .map(({ client, input, calledAt, lasts, heard, value }): RegisterOperation => {
        const output: RegisterOutput =
          input.type === "read"
            ? { type: "value", value }
            : input.type === "write"
              ? { type: "written" }
              : { type: "compared", same: value === null };
        const answered = heard || input.type === "read";
        return { client, input, calledAt, returnedAt: calledAt + lasts, output: answered ? output : null };
      });
    const verdicts = { linearizable: 0, violated: 0, unknown: 0 };
    const property = fc.property(fc.array(operation, { maxLength: 6 }), (history) => {
      const { verdict } = checkLinearizable(register, history);
      verdicts[verdict]++;
      expect(verdict).toBe(byAllOrders(register, history, register.initial) ? "linearizable" : "violated");
    });
    fc.assert(property, { numRuns: 3_000 });
    expect(Math.min(verdicts.linearizable, verdicts.violated)).toBeGreaterThan(200);
  });
});

/** The definition itself: some operation that none other precedes goes first; one that was never answered may stay away. */
function byAllOrders<State, Input, Output>(
  model: Model<State, Input, Output>,
  left: readonly Operation<Input, Output>[],
  state: State,
): boolean {
  if (left.every(({ output }) => output === null)) return true;
  return left.some((first) => {
    if (left.some(({ output, returnedAt }) => output !== null && returnedAt < first.calledAt)) return false;
    const next = model.step(state, first.input, first.output);
    const rest = left.filter((operation) => operation !== first);
    return next !== impossible && byAllOrders(model, rest, next);
  });
}
