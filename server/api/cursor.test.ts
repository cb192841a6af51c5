import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor, HASH_HEX, HEIGHT } from "./cursor";

describe("cursors", () => {
  it("come back as they were", () => {
    fc.assert(
      fc.property(fc.nat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (height, bytes) => {
        const hash = Buffer.from(bytes).toString("hex");
        expect(decodeCursor("b", [HEIGHT, HASH_HEX], encodeCursor("b", height, hash))).toEqual([String(height), hash]);
      }),
    );
  });

  it("are refused as problems, never trusted, whatever they are", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          decodeCursor("b", [HEIGHT, HASH_HEX], text);
        } catch (error) {
          expect(error).toMatchObject({ name: "ApiError", code: "invalid-cursor", status: 400 });
        }
      }),
    );
  });

  it("of one list are refused by another", () => {
    expect(() => decodeCursor("t", [HEIGHT], encodeCursor("b", 5))).toThrow(/invalid-cursor/);
    expect(() => decodeCursor("b", [HEIGHT, HEIGHT], encodeCursor("b", 5))).toThrow(/invalid-cursor/);
    expect(() => decodeCursor("b", [HEIGHT], encodeCursor("b", "5'; drop table blocks"))).toThrow(/invalid-cursor/);
  });
});
