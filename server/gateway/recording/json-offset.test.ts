import fc from "fast-check";
import { expect, it } from "vitest";
import { jsonErrorOffset } from "./json-offset";

it.each([
  ['{"hash": nothing}', 9],
  ["{", 1],
  ["[1,]", 3],
  ['{"a":1,}', 7],
  ['["é", x]', 7],
  ["[1] 2", 4],
  ['{"a" 1}', 5],
  ["[tru]", 1],
  ['{"a":[1}', 7],
  ["", 0],
])("says where %s stops being JSON", (text, offset) => {
  expect(jsonErrorOffset(text)).toBe(offset);
});

it("finds a text that does not end, however long it is, in no time", () => {
  const bloom = "0".repeat(100_000);
  const started = performance.now();
  expect(jsonErrorOffset(`{"a":"${bloom}\u0001${bloom}"}`)).toBe(5);
  expect(jsonErrorOffset(`{"a":"${bloom}`)).toBe(5);
  expect(jsonErrorOffset(`["${"\\\\u00e9".repeat(20_000)}`)).toBe(1);
  expect(performance.now() - started).toBeLessThan(2_000);
});

it("goes through what is JSON to its end", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat({ max: 4 }), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(jsonErrorOffset(text)).toBe(Buffer.byteLength(text));
    }),
  );
});

it("stops inside of what is not", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (value, pick, letter) => {
      const text = JSON.stringify(value);
      const at = pick % text.length;
      const changed = text.slice(0, at) + letter + text.slice(at + 1);
      try {
        JSON.parse(changed);
      } catch {
        expect(jsonErrorOffset(changed)).toBeLessThanOrEqual(Buffer.byteLength(changed));
      }
    }),
  );
});
