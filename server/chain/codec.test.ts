import { RLP } from "@ethereumjs/rlp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "#server/lib/bytes";
import { DecodeError } from "./errors";
import { decodeExtra, encodeExtra } from "./extra";
import { decodeHeader, encodeHeader } from "./header";
import { decodeRlp, encodeRlp, type RlpItem } from "./rlp";
import { bytes, headers } from "./testing/arbitraries";

const { item } = fc.letrec<{ item: RlpItem }>((tie) => ({
  item: fc.oneof({ maxDepth: 4 }, fc.uint8Array({ maxLength: 80 }), fc.array(tie("item"), { maxLength: 5 })),
}));

/** Decodes, or says that it can't in the only way that is allowed. */
function decodes<T>(decode: () => T): T | null {
  try {
    return decode();
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return null;
  }
}

describe("RLP", () => {
  it("encodes as the library does, and decodes what it encodes", () => {
    fc.assert(
      fc.property(item, (value) => {
        const encoded = encodeRlp(value);
        expect(toHex(encoded)).toBe(toHex(RLP.encode(value)));
        expect(toHex(encodeRlp(decodeRlp(encoded, "it")))).toBe(toHex(encoded));
      }),
    );
  });

  it("accepts only the one encoding of a value", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (garbage) => {
        const decoded = decodes(() => decodeRlp(garbage, "garbage"));
        if (decoded) expect(toHex(encodeRlp(decoded))).toBe(toHex(garbage));
      }),
      { numRuns: 500 },
    );
    for (const bad of ["", "8100", "b80161", "b90038", "c180ff", "f80180", "bfffffffffffffffff", "c2"])
      expect(() => decodeRlp(fromHex(bad), bad), bad).toThrow(DecodeError);
    expect(() => decodeRlp(new Uint8Array(100_000).fill(0xc1), "deep")).toThrow(DecodeError);
  });
});

describe("headers", () => {
  it("survive the round trip, whatever fork they are of", () => {
    fc.assert(
      fc.property(headers, (header) => {
        expect(decodeHeader(encodeHeader(header))).toEqual(header);
      }),
    );
  });

  it("need the fields before those that they have", () => {
    const [header] = fc.sample(
      headers.filter((each) => each.requestsHash !== undefined),
      { numRuns: 1, seed: 1 },
    );
    if (!header) throw new Error("no sample");
    expect(() => encodeHeader({ ...header, baseFeePerGas: undefined })).toThrow(RangeError);
  });

  it("name the field that is wrong", () => {
    const [header] = fc.sample(headers, { numRuns: 1, seed: 2 });
    if (!header) throw new Error("no sample");
    const bad = encodeHeader({ ...header, coinbase: new Uint8Array(19) });
    expect(() => decodeHeader(bad)).toThrow("header.coinbase: 19 bytes, expected 20");
  });
});

it("the extra data of our engines survives the round trip", () => {
  const plain = { timeMs: 1, turn: 2, validators: [], seal: new Uint8Array(0) };
  const extras = fc.record({
    timeMs: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    turn: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    validators: fc.array(bytes(20), { maxLength: 5 }),
    change: fc.option(
      fc.record({
        type: fc.constantFrom("addLearner" as const, "addVoter" as const, "remove" as const),
        id: fc.stringMatching(/^[a-z0-9-]{1,64}$/),
        address: bytes(20),
      }),
    ),
    seal: fc.oneof(bytes(65), fc.constant(new Uint8Array(0))),
  });
  fc.assert(
    fc.property(extras, (extra) => {
      expect(decodeExtra(encodeExtra(extra))).toEqual(extra);
    }),
  );
  expect(() => encodeExtra({ ...plain, change: { type: "remove", id: "ä ö", address: new Uint8Array(20) } })).toThrow(
    RangeError,
  );
});
