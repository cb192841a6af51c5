/** A history of what clients asked and heard, and a sequential specification to hold it against. */

export interface Operation<Input, Output> {
  /** Who asked; one operation at a time. */
  readonly client: number;
  readonly input: Input;
  /** Null: nothing was heard, so that it may have happened at any time since, or never. */
  readonly output: Output | null;
  /** When it was asked, on a clock that all clients share. */
  readonly calledAt: number;
  /** When the output was heard; of no meaning without one. */
  readonly returnedAt: number;
}

/** This output can't come from this operation in this state. */
export const impossible = Symbol("impossible");

export interface Model<State, Input, Output> {
  readonly initial: State;
  /**
   * The state after the operation. Without an output (null) it is always possible, and leaves the state as it is where the
   * operation would have been refused.
   */
  step(state: State, input: Input, output: Output | null): State | typeof impossible;
  /** Equal for equal states, and for no others. */
  keyOf(state: State): string | number;
  /** Operations on different parts do not touch each other: each part is checked by itself. */
  partOf(input: Input): string;
}
