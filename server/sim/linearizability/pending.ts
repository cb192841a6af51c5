/** Calls and returns in the order of time, in a list from which an operation is taken and put back in constant time. */
import type { Operation } from "./model";

export interface Node<Input, Output> {
  /** Of the operation, from 0. */
  readonly id: number;
  readonly operation: Operation<Input, Output>;
  readonly isCall: boolean;
  /** Of a call: its return. */
  match: Node<Input, Output> | null;
  previous: { next: Node<Input, Output> | null };
  next: Node<Input, Output> | null;
}

export interface Head<Input, Output> {
  next: Node<Input, Output> | null;
}

/** At the same instant calls come before returns: such operations overlap. Without an output, the return is at the end. */
export function linkEvents<Input, Output>(operations: readonly Operation<Input, Output>[]): Head<Input, Output> {
  const head: Head<Input, Output> = { next: null };
  const nodes = operations.flatMap((operation, id) => {
    const back: Node<Input, Output> = { id, operation, isCall: false, match: null, previous: head, next: null };
    return [{ ...back, isCall: true, match: back }, back];
  });
  nodes.sort((a, b) => timeOf(a) - timeOf(b) || Number(b.isCall) - Number(a.isCall));
  let previous: Head<Input, Output> = head;
  for (const node of nodes) {
    node.previous = previous;
    previous.next = node;
    previous = node;
  }
  return head;
}

function timeOf<Input, Output>({ isCall, operation }: Node<Input, Output>): number {
  if (isCall) return operation.calledAt;
  return operation.output === null ? Number.MAX_VALUE : operation.returnedAt;
}

/** A call and its return. */
export function takeOut<Input, Output>(call: Node<Input, Output>): void {
  unlink(call);
  if (call.match !== null) unlink(call.match);
}

/** In the reverse order of taking out. */
export function putBack<Input, Output>(call: Node<Input, Output>): void {
  if (call.match !== null) relink(call.match);
  relink(call);
}

function unlink<Input, Output>(node: Node<Input, Output>): void {
  node.previous.next = node.next;
  if (node.next !== null) node.next.previous = node.previous;
}

function relink<Input, Output>(node: Node<Input, Output>): void {
  node.previous.next = node;
  if (node.next !== null) node.next.previous = node;
}
