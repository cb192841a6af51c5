import { describe, expect, it } from "vitest";
import { operationsOf, shapesOf, typeOf } from "./openapi";

const document = {
  paths: {
    "/api/v1/blocks/{id}": {
      get: {
        summary: "A block",
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string", example: "7" } }],
        responses: {
          200: {
            description: "It",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Block" } } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Block: { properties: { height: { type: "integer" }, hash: { type: ["string", "null"] } }, required: ["height"] },
    },
  },
};

describe("typeOf", () => {
  it("says a schema in a word", () => {
    expect(typeOf({ type: "array", items: { $ref: "#/x/Block" } })).toBe("Block[]");
    expect(typeOf({ anyOf: [{ type: "string" }, { type: "null" }] })).toBe("string | null");
    expect(typeOf({ enum: ["ok", "failed"] })).toBe("ok | failed");
    expect(typeOf({ type: "object", properties: { a: {}, b: {} } })).toBe("{a, b}");
    expect(typeOf(undefined)).toBe("any");
  });
});

describe("an OpenAPI document", () => {
  it("becomes operations", () => {
    const [operation] = operationsOf(document, "http://localhost:3000");
    expect(operation).toMatchObject({ method: "GET", path: "/api/v1/blocks/{id}", id: "get-api-v1-blocks-id-" });
    expect(operation?.example).toBe("curl 'http://localhost:3000/api/v1/blocks/7'");
    expect(operation?.responses).toEqual([{ status: "200", description: "It", type: "Block" }]);
  });
  it("becomes shapes", () => {
    expect(shapesOf(document)[0]?.fields).toEqual([
      { name: "height", type: "integer", required: true },
      { name: "hash", type: "string | null", required: false },
    ]);
  });
  it("is nothing where it is not one", () => {
    expect(operationsOf(undefined, "")).toEqual([]);
    expect(shapesOf("x")).toEqual([]);
  });
});
