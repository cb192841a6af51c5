import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import en from "./messages/en.json";
import zh from "./messages/zh.json";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ""): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : [...flat(value, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

/** The names that a message takes: `{count}`, `{count, plural, …}`. */
function argumentsOf(message: string): string[] {
  return [...new Set([...message.matchAll(/\{\s*(\w+)\s*(?=[,}])/g)].map(([, name = ""]) => name))]
    .filter((name) => !/^\d*$/.test(name))
    .sort();
}

const app = fileURLToPath(new URL("..", import.meta.url));
const sources = readdirSync(app, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".tsx"))
  .map((path) => ({ path, text: readFileSync(app + path, "utf8") }));

describe("catalogues", () => {
  const english = flat(en);
  const chinese = flat(zh);

  it("have the same keys", () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });
  it("say nothing empty", () => {
    for (const [key, text] of [...english, ...chinese]) expect(text.trim(), key).not.toBe("");
  });
  it("take the same arguments, but for wording that needs fewer", () => {
    for (const [key, text] of chinese)
      for (const name of argumentsOf(text)) expect(argumentsOf(english.get(key) ?? ""), key).toContain(name);
  });
  it("are written in Chinese where words are meant", () => {
    const latin = [...chinese].filter(([, text]) => !/[\u4e00-\u9fff]/.test(text)).map(([key]) => key);
    const terms = /units\.|\.gas$|nonce$|types\.blob|docs\.(title|json)|pages\.api|gasOf|ofTotal/i;
    expect(latin.filter((key) => !terms.test(key))).toEqual([]);
  });
});

describe("components", () => {
  it("hold no words of their own", () => {
    // Text between tags that starts with a letter and holds a space or is longer than a unit; names of protocols are not words.
    const words = /^\s*(?:<[\w.]+[^>=]*>)?([A-Z][a-z]+(?: [\w,.]+)+)(?:<\/[\w.]+>)?\s*$/gm;
    const found = sources.flatMap(({ path, text }) =>
      [...text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "").matchAll(words)].map(([, word]) => `${path}: ${word}`),
    );
    expect(found).toEqual([]);
  });
});
