/** The few parts of an OpenAPI 3.1 document that the API page shows, read defensively from what is only JSON. */

export interface Parameter {
  name: string;
  in: string;
  required: boolean;
  type: string;
  description: string | null;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string | null;
  parameters: Parameter[];
  body: string | null;
  /** A call to copy; what has no example of its own stands in braces. */
  example: string;
  responses: { status: string; description: string; type: string | null }[];
}

export interface Shape {
  name: string;
  fields: { name: string; type: string; required: boolean }[];
}

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const part = (value: unknown, key: string): Json => {
  const inner = isJson(value) ? value[key] : undefined;
  return isJson(inner) ? inner : {};
};
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const METHODS = ["get", "post", "put", "delete"];

/** A schema in a word or two: `string`, `Block`, `Block[]`, `integer | null`, `{items, nextCursor}`. */
export function typeOf(schema: unknown): string {
  if (!isJson(schema)) return "any";
  if (typeof schema.$ref === "string") return schema.$ref.split("/").at(-1) ?? "any";
  const choices = [...list(schema.anyOf), ...list(schema.oneOf)];
  if (choices.length > 0) return choices.map(typeOf).join(" | ");
  const merged = list(schema.allOf);
  if (merged.length > 0) return merged.map(typeOf).join(" & ");
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(" | ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(" | ");
  if (schema.type === "array") return `${typeOf(schema.items)}[]`;
  const properties = Object.keys(part(schema, "properties"));
  if (properties.length > 0) return `{${properties.join(", ")}}`;
  return text(schema.type) || "any";
}

const contentType = (holder: unknown): string | null => {
  const [media] = Object.values(part(holder, "content"));
  return isJson(media) ? typeOf(media.schema) : null;
};

const exampleValue = (parameter: Json): string | null => {
  const example = parameter.example ?? part(parameter, "schema").example;
  return example === undefined ? null : String(example);
};

function exampleOf(method: string, path: string, parameters: readonly Json[], body: unknown, origin: string): string {
  const filled = parameters
    .filter((parameter) => parameter.in === "path")
    .reduce((url, parameter) => {
      const value = exampleValue(parameter);
      return value === null ? url : url.replace(`{${text(parameter.name)}}`, value);
    }, path);
  const query = parameters
    .filter((parameter) => parameter.in === "query")
    .flatMap((parameter) => {
      const value = exampleValue(parameter);
      return value === null ? [] : [`${text(parameter.name)}=${encodeURIComponent(value)}`];
    })
    .join("&");
  const url = `${origin}${filled}${query ? `?${query}` : ""}`;
  if (method === "get") return `curl '${url}'`;
  const [media] = Object.values(part(body, "content"));
  const fields = Object.keys(part(isJson(media) ? media.schema : undefined, "properties"));
  const json = fields.map((field) => `"${field}": …`).join(", ");
  return `curl -X ${method.toUpperCase()} -H 'content-type: application/json' -d '{${json}}' '${url}'`;
}

/** @param origin where the API is served, for the examples */
export function operationsOf(document: unknown, origin: string): Operation[] {
  return Object.entries(part(document, "paths")).flatMap(([path, item]) =>
    METHODS.filter((method) => isJson(item) && isJson(item[method])).map((method): Operation => {
      const operation = part(item, method);
      return {
        id: `${method}${path.replace(/[^a-zA-Z0-9]+/g, "-")}`,
        method: method.toUpperCase(),
        path,
        summary: text(operation.summary) || text(operation.description) || null,
        parameters: list(operation.parameters)
          .filter(isJson)
          .map((parameter) => ({
            name: text(parameter.name),
            in: text(parameter.in),
            required: parameter.required === true,
            type: typeOf(parameter.schema),
            description: text(parameter.description) || text(part(parameter, "schema").description) || null,
          })),
        body: contentType(operation.requestBody),
        example: exampleOf(method, path, list(operation.parameters).filter(isJson), operation.requestBody, origin),
        responses: Object.entries(part(operation, "responses")).map(([status, response]) => ({
          status,
          description: isJson(response) ? text(response.description) : "",
          type: contentType(response),
        })),
      };
    }),
  );
}

export function shapesOf(document: unknown): Shape[] {
  return Object.entries(part(part(document, "components"), "schemas")).map(([name, schema]) => {
    const required = isJson(schema) ? list(schema.required) : [];
    return {
      name,
      fields: Object.entries(part(schema, "properties")).map(([field, inner]) => ({
        name: field,
        type: typeOf(inner),
        required: required.includes(field),
      })),
    };
  });
}
