/**
 * Where a text stops being JSON (RFC 8259): the parser of this runtime says so only for some errors. The expression has one way
 * only to read each letter, so that a text without an end takes no longer than one with it.
 */

const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in its texts
  /[\s]*(?:([{}[\],:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true(?!\w)|false(?!\w)|null(?!\w)))/y;

type Expected = "value" | "valueOrEnd" | "name" | "nameOrEnd" | "colon" | "commaOrEnd" | "nothing";

/** In bytes of UTF-8. Of a text that is JSON, its length. */
export function jsonErrorOffset(text: string): number {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  TOKEN.lastIndex = 0;
  for (let at = 0; ; at = TOKEN.lastIndex) {
    const found = TOKEN.exec(text);
    const next: Expected | null = found ? step(expected, found[1] ?? (found[2] ? "text" : "other"), open) : null;
    if (next === null) {
      const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
      return Buffer.byteLength(text.slice(0, start));
    }
    expected = next;
  }
}

/** @returns what may follow; null where the token may not stand there */
function step(expected: Expected, token: string, open: ("{" | "[")[]): Expected | null {
  const after = (): Expected => (open.length === 0 ? "nothing" : "commaOrEnd");
  const mayBeValue = expected === "value" || expected === "valueOrEnd";
  switch (token) {
    case "{":
    case "[":
      if (!mayBeValue) return null;
      open.push(token);
      return token === "{" ? "nameOrEnd" : "valueOrEnd";
    case "}":
      return (expected === "nameOrEnd" || expected === "commaOrEnd") && open.pop() === "{" ? after() : null;
    case "]":
      return (expected === "valueOrEnd" || expected === "commaOrEnd") && open.pop() === "[" ? after() : null;
    case ":":
      return expected === "colon" ? "value" : null;
    case ",":
      return expected === "commaOrEnd" ? (open.at(-1) === "{" ? "name" : "value") : null;
    case "text":
      if (expected === "name" || expected === "nameOrEnd") return "colon";
      return mayBeValue ? after() : null;
    default:
      return mayBeValue ? after() : null;
  }
}
