/**
 * Keyset cursors: where a page ended, opaque to clients. Every list has its own kind, so that a cursor of one list is
 * refused by another. Nothing in it is trusted: each part is checked against the list's own pattern.
 */
import { ApiError } from "./errors";

/** One pattern for each part of the key. */
export type CursorShape = readonly RegExp[];

export const HEIGHT = /^\d{1,16}$/;
/** Below a billion: it fits the column. */
export const INDEX = /^\d{1,9}$/;
export const HASH_HEX = /^[0-9a-f]{64}$/;
export const MILLISECONDS = /^\d{1,15}$/;

const SEPARATOR = ".";

export function encodeCursor(kind: string, ...parts: readonly (string | number | bigint)[]): string {
  return Buffer.from([kind, ...parts].join(SEPARATOR)).toString("base64url");
}

/** @throws ApiError invalid-cursor */
export function decodeCursor(kind: string, shape: CursorShape, cursor: string): string[] {
  const [given, ...parts] = Buffer.from(cursor, "base64url").toString("latin1").split(SEPARATOR);
  const fits =
    /^[A-Za-z0-9_-]+$/.test(cursor) &&
    given === kind &&
    parts.length === shape.length &&
    shape.every((pattern, index) => pattern.test(parts[index] ?? ""));
  if (!fits) throw new ApiError("invalid-cursor", "Use the nextCursor of this list's page before, unchanged.");
  return parts;
}
