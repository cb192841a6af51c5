/** What of a visitor's words can be looked for: no control characters (no database stores NUL), and no more than a line. Pure. */

/** Longer than any hash, address or name that is known here. */
export const QUERY_LENGTH_MAX = 256;

/** @returns the readable part, and whether that was all of it */
export function searchable(given: string): { query: string; whole: boolean } {
  const trimmed = given.trim();
  const readable = [...trimmed].filter((character) => character >= " " && character !== "\u007f").join("");
  const query = readable.slice(0, QUERY_LENGTH_MAX);
  return { query, whole: query === trimmed };
}
