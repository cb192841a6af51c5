/**
 * REST under /api/v1 and the probes, as one Hono application: guards first, then routes described for OpenAPI by the very
 * schemas that parse their input, then one place that turns whatever went wrong into a problem.
 */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Log } from "#server/lib/log";
import { ApiError, problemOf, toApiError } from "../errors";
import type { Db } from "../read/network";
import { bodyGuard, urlGuard } from "./guard";
import type { Metrics } from "./metrics";
import { fromNode } from "./node-errors";
import { addAddressRoutes, addBlockRoutes, addNetworkRoutes, addTransactionRoutes } from "./read-routes";
import { addProofRoute, addSubmitRoutes, type WriteOptions } from "./write-routes";

export interface RestOptions extends WriteOptions {
  readonly prisma: Db;
  readonly metrics: Metrics;
  readonly version: string;
  readonly log: Pick<Log, "error">;
}

const PREFIX = "/api/v1";

export function problemResponse(error: ApiError): Response {
  return new Response(JSON.stringify(problemOf(error)), {
    status: error.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}

function validated(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      const unknown = result.error.issues.find((issue) => issue.code === "unrecognized_keys");
      if (unknown && result.target === "query")
        throw new ApiError("unknown-parameter", unknown.message, {
          errors: unknown.keys.map((field) => ({ field, expected: "not to be given" })),
        });
      const errors = result.error.issues.map((issue) => ({ field: issue.path.join("."), expected: issue.message }));
      const fields = new Set(result.error.issues.map((issue) => String(issue.path[0])));
      const [only] = fields.size === 1 ? fields : [];
      const code = only === "limit" ? "invalid-limit" : only === "cursor" ? "invalid-cursor" : "invalid-request";
      throw new ApiError(code, errors.map((error) => `${error.field}: ${error.expected}`).join("; "), { errors });
    },
  });
}

/** Which methods the path has: for 405 and its Allow. */
function allowedMethods(app: OpenAPIHono, path: string): string[] {
  const matching = app.routes.filter(
    (route) =>
      route.method !== "ALL" &&
      new RegExp(`^${route.path.replace(/:[A-Za-z]+(\{[^}]*\})?/g, "[^/]+").replace(/\/$/, "")}/?$`).test(path),
  );
  return [...new Set(matching.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method])))];
}

function addProbes(app: OpenAPIHono, { prisma, metrics }: RestOptions): void {
  app.get("/healthz", (c) => c.json({ status: "alive" }));
  app.get("/readyz", async (c) => {
    const networks = await prisma.network.findMany({ select: { name: true, headHeight: true } });
    const waiting = networks.filter((network) => network.headHeight === null).map(({ name }) => name);
    if (networks.length === 0 || waiting.length > 0)
      throw new ApiError(
        "not-ready",
        networks.length === 0 ? "No network's source has answered yet." : `No block yet of ${waiting.join(", ")}.`,
      );
    return c.json({ status: "ready", networks: networks.map(({ name }) => name) });
  });
  app.get("/metrics", async (c) =>
    c.body(await metrics.registry.metrics(), 200, { "content-type": metrics.registry.contentType }),
  );
}

export function createRest(options: RestOptions): OpenAPIHono {
  const { api, metrics, version, log } = options;
  const app = validated();
  app.use(metrics.middleware);
  app.use(urlGuard);
  app.use(async (c, next) => {
    await next();
    if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
  });
  const v1 = validated();
  v1.use(bodyGuard);
  addBlockRoutes(v1, api);
  addTransactionRoutes(v1, api);
  addAddressRoutes(v1, api);
  addNetworkRoutes(v1, api);
  addProofRoute(v1, options);
  addSubmitRoutes(v1, options);
  app.route(PREFIX, v1);
  app.doc31(`${PREFIX}/openapi.json`, {
    openapi: "3.1.0",
    info: { title: "Chainglass", version, description: "Blocks, transactions, addresses, nodes and consensus." },
    servers: [{ url: "/" }],
  });
  addProbes(app, options);
  app.notFound((c) => {
    const allow = allowedMethods(app, c.req.path);
    if (allow.length === 0)
      return problemResponse(new ApiError("unknown-route", "See /api/v1/openapi.json for what there is."));
    const response = problemResponse(new ApiError("method-not-allowed", `Allowed here: ${allow.join(", ")}.`));
    response.headers.set("allow", allow.join(", "));
    return response;
  });
  app.onError((error, c) => problemResponse(asApiError(error, c, log)));
  return app;
}

function asApiError(error: unknown, c: Context, log: Pick<Log, "error">): ApiError {
  const known = fromNode(error) ?? toApiError(error);
  if (known.status >= 500) log.error({ err: error, path: c.req.path, code: known.code }, "a request failed");
  return known;
}
