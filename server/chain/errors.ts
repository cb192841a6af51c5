/** What this room throws: always with a stable code, and with the field and the fact that was met. */

export type DecodeErrorCode =
  /** The bytes are not RLP, or not in its only allowed form. */
  | "malformedRlp"
  /** A list where bytes belong, or the other way round. */
  | "wrongShape"
  /** A list with another number of items than the format has. */
  | "wrongFieldCount"
  /** Bytes of another length than the field has. */
  | "wrongLength"
  /** Leading zeros. */
  | "nonCanonicalInteger"
  /** More than the field, or this implementation, can hold. */
  | "integerTooLarge"
  /** An envelope of a type that no rule here knows. */
  | "unknownTransactionType"
  /** A JSON value of another kind than the field has, or a missing one. */
  | "wrongJson"
  /** Bytes missing, or left over. */
  | "truncated"
  /** A utxo transaction that is none. */
  | "malformedTransaction";

/** Bytes or JSON that are not what they should be. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  constructor(
    readonly code: DecodeErrorCode,
    /** Field, what was met, what was expected. */
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

/** What the work gives, or why the bytes are not what they should be; other errors pass. */
export function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof DecodeError) return error.detail;
    throw error;
  }
}

/** A genesis file that can't be used; names the field. */
export class GenesisError extends Error {
  override readonly name = "GenesisError";
  constructor(
    readonly field: string,
    readonly expected: string,
  ) {
    super(`genesis: ${field}: ${expected}`);
  }
}
