/** Sequential specifications: a register with compare-and-set, and texts by key that are appended to. */
import { unreachable } from "#server/lib/assert";
import { impossible, type Model } from "./model";

export type RegisterInput =
  | { readonly type: "read" }
  | { readonly type: "write"; readonly value: number }
  | { readonly type: "compareAndSet"; readonly expected: number; readonly value: number };

export type RegisterOutput =
  /** Null: never written. */
  | { readonly type: "value"; readonly value: number | null }
  | { readonly type: "written" }
  | { readonly type: "compared"; readonly same: boolean }
  /** A read that timed out, and that its client knows to be over. */
  | { readonly type: "timedOut" };

/** One register for all operations. */
export const register: Model<number | null, RegisterInput, RegisterOutput> = {
  initial: null,
  keyOf: (state) => state ?? "never written",
  partOf: () => "the register",
  step(state, input, output) {
    switch (input.type) {
      case "read":
        return output?.type === "value" && output.value !== state ? impossible : state;
      case "write":
        return input.value;
      case "compareAndSet": {
        const same = input.expected === state;
        if (output?.type === "compared" && output.same !== same) return impossible;
        return same ? input.value : state;
      }
      default:
        return unreachable(input);
    }
  },
};

export type TextInput =
  | { readonly type: "get"; readonly key: string }
  | { readonly type: "put" | "append"; readonly key: string; readonly value: string };

/** Of a get; of the others whatever says that they are done. */
export type TextOutput = string;

export const texts: Model<string, TextInput, TextOutput> = {
  initial: "",
  keyOf: (state) => state,
  partOf: ({ key }) => key,
  step(state, input, output) {
    if (input.type === "get") return output === null || output === state ? state : impossible;
    return input.type === "put" ? input.value : state + input.value;
  },
};
