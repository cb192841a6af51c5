/** What routes have in common: parameters, answers and problems, each described once for OpenAPI. */
import { createRoute, z } from "@hono/zod-openapi";
import { ApiError } from "../errors";
import { ListQuery, Problem } from "../schema";

export const NetworkQuery = ListQuery.pick({ network: true });
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

const PROBLEMS = {
  "4XX": { description: "The request can't be answered", content: { "application/problem+json": { schema: Problem } } },
  "5XX": { description: "A fault behind the API", content: { "application/problem+json": { schema: Problem } } },
} as const;

interface GetRoute<P extends string, Q extends z.ZodObject, A extends z.ZodType, R extends z.ZodObject> {
  readonly path: P;
  readonly summary: string;
  readonly tag: string;
  readonly query: Q;
  readonly params: R;
  readonly answer: A;
}

/** Refuses what it does not know by name: a mistyped parameter that is ignored answers another question than was asked. */
function onlyKnown<Q extends z.ZodObject>(query: Q) {
  const known = Object.keys(query.shape).join(", ");
  return z.strictObject(query.shape as Q["shape"], {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `${(issue.keys ?? []).map((key) => `"${key}"`).join(", ")} is none of the parameters here: ${known}.`
        : undefined,
  });
}

export const NoParams = z.object({});

export function getRoute<P extends string, Q extends z.ZodObject, A extends z.ZodType, R extends z.ZodObject>(
  route: GetRoute<P, Q, A, R>,
) {
  return createRoute({
    method: "get",
    path: route.path,
    summary: route.summary,
    tags: [route.tag],
    request: { query: onlyKnown(route.query), params: route.params },
    responses: {
      200: { description: route.summary, content: { "application/json": { schema: route.answer } } },
      ...PROBLEMS,
    },
  });
}

export function postRoute<P extends string, B extends z.ZodType, A extends z.ZodType>(route: {
  readonly path: P;
  readonly summary: string;
  readonly tag: string;
  readonly body: B;
  readonly answer: A;
}) {
  return createRoute({
    method: "post",
    path: route.path,
    summary: route.summary,
    tags: [route.tag],
    request: {
      query: onlyKnown(NetworkQuery),
      body: { required: true, content: { "application/json": { schema: route.body } } },
    },
    responses: {
      202: { description: route.summary, content: { "application/json": { schema: route.answer } } },
      ...PROBLEMS,
    },
  });
}

/** @throws ApiError not-found */
export function found<T>(value: T | null, what: string): T {
  if (value === null) throw new ApiError("not-found", `${what} is not indexed here.`);
  return value;
}

/** With `exactOptionalPropertyTypes`, an absent cursor is no property. */
export function pageRequest(query: { limit: number; cursor?: string | undefined }) {
  return { limit: query.limit, ...(query.cursor === undefined ? {} : { cursor: query.cursor }) };
}
