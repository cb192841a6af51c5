/**
 * Is there one order of the operations, each at an instant between its call and its return, in which a sequential object
 * would have given these outputs? The search of Wing and Gong with Lowe's memory of what was tried ("Testing for
 * linearizability", 2017), part by part. Bounded: where the search takes too long, the verdict is `unknown`.
 */
import { TriedStates } from "./memory";
import { impossible, type Model, type Operation } from "./model";
import { linkEvents, type Node, putBack, takeOut } from "./pending";

/** Steps of the model over all parts: seconds on a slow core. */
const STEPS_MAX = 20_000_000;

export type Verdict<Input, Output> =
  | { readonly verdict: "linearizable"; readonly steps: number }
  | {
      readonly verdict: "violated";
      readonly steps: number;
      readonly part: string;
      /** The longest order found, and the first operation to return that has no place behind it. */
      readonly order: readonly Operation<Input, Output>[];
      readonly stuck: Operation<Input, Output>;
    }
  | { readonly verdict: "unknown"; readonly steps: number; readonly part: string };

export function checkLinearizable<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: readonly Operation<Input, Output>[],
  stepsMax = STEPS_MAX,
): Verdict<Input, Output> {
  let steps = 0;
  for (const [part, operations] of partsOf(model, history)) {
    const found = checkPart(model, operations, stepsMax - steps);
    steps += found.steps;
    if (found.stuck === "limit") return { verdict: "unknown", steps, part };
    if (found.stuck !== null) return { verdict: "violated", steps, part, order: found.order, stuck: found.stuck };
  }
  return { verdict: "linearizable", steps };
}

function partsOf<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: readonly Operation<Input, Output>[],
): Map<string, Operation<Input, Output>[]> {
  const parts = new Map<string, Operation<Input, Output>[]>();
  for (const operation of history) {
    const part = model.partOf(operation.input);
    const operations = parts.get(part);
    if (operations === undefined) parts.set(part, [operation]);
    else operations.push(operation);
  }
  return parts;
}

interface PartFound<Input, Output> {
  readonly steps: number;
  readonly order: readonly Operation<Input, Output>[];
  readonly stuck: Operation<Input, Output> | "limit" | null;
}

function checkPart<State, Input, Output>(
  model: Model<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
  stepsMax: number,
): PartFound<Input, Output> {
  const head = linkEvents(operations);
  const tried = new TriedStates(operations.length);
  const taken: { readonly node: Node<Input, Output>; readonly before: State }[] = [];
  let state = model.initial;
  let steps = 0;
  let order: readonly Operation<Input, Output>[] = [];
  let stuck: Operation<Input, Output> | null = null;
  let node = head.next;
  while (node !== null && head.next !== null) {
    if (node.isCall) {
      if (steps >= stepsMax) return { steps, order, stuck: "limit" };
      steps++;
      const { input, output } = node.operation;
      const next = model.step(state, input, output);
      // Linearized here, unless the same set led to the same state before.
      if (next !== impossible && tried.isNew(node.id, model.keyOf(next))) {
        taken.push({ node, before: state });
        state = next;
        tried.take(node.id);
        takeOut(node);
        node = head.next;
      } else node = node.next;
      continue;
    }
    // It has returned, and was not linearized: what was taken last was taken too early.
    if (stuck === null || taken.length > order.length) {
      order = taken.map(({ node }) => node.operation);
      stuck = node.operation;
    }
    const last = taken.pop();
    if (last === undefined) return { steps, order, stuck };
    state = last.before;
    tried.giveBack(last.node.id);
    putBack(last.node);
    node = last.node.next;
  }
  return { steps, order, stuck: null };
}
