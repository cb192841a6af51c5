/**
 * Reads tests in the form of cockroachdb/datadriven, in which etcd's data is written: a command with arguments, lines of
 * input, `----`, and the output that is expected. A comment starts with `#`; an empty line ends the output.
 */
export interface Directive {
  /** Of its command, counted from 1. */
  readonly line: number;
  readonly command: string;
  /** In order. A word alone has no values, `key=one` has one, `key=(one,two)` has several. */
  readonly args: readonly { readonly key: string; readonly values: readonly string[] }[];
  readonly input: readonly string[];
  /** Without the final line break. */
  readonly expected: string;
}

export function readDirectives(text: string): Directive[] {
  const lines = text.split("\n");
  const directives: Directive[] = [];
  for (let at = 0; at < lines.length; ) {
    if (isSilent(lines[at])) {
      at++;
      continue;
    }
    const separator = lines.indexOf("----", at);
    if (separator < 0) throw new Error(`line ${at + 1}: a command without "----"`);
    if (lines[separator + 1] === "----")
      throw new Error(`line ${separator + 1}: output with empty lines is not read here`);
    const blank = lines.indexOf("", separator);
    const end = blank < 0 ? lines.length : blank;
    const [head = "", ...input] = lines.slice(at, separator);
    directives.push({ line: at + 1, ...readHead(head), input, expected: lines.slice(separator + 1, end).join("\n") });
    at = end;
  }
  return directives;
}

/** The values of a key; null where it does not stand. */
export function valuesOf({ args }: Directive, key: string): readonly string[] | null {
  return args.find((arg) => arg.key === key)?.values ?? null;
}

/** The words without values: in etcd's data, the nodes that a command is for. */
export function wordsOf({ args }: Directive): string[] {
  return args.filter(({ values }) => values.length === 0).map(({ key }) => key);
}

function isSilent(line: string | undefined): boolean {
  return line === undefined || line.trim() === "" || line.startsWith("#");
}

function readHead(head: string): Pick<Directive, "command" | "args"> {
  const words = [...head.matchAll(/([^\s=]+)(?:=(?:\(([^)]*)\)|(\S+)))?/g)].map(([, key = "", list, single]) => ({
    key,
    values: list === undefined ? (single === undefined ? [] : [single]) : list.split(",").map((value) => value.trim()),
  }));
  const [first, ...args] = words;
  if (!first) throw new Error(`no command in ${JSON.stringify(head)}`);
  return { command: first.key, args };
}
