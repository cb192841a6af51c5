/** What Prometheus reads: the process, request durations by route, live clients, and each network's head and lag. */
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Db } from "../read/network";

export interface Metrics {
  readonly registry: Registry;
  /** Times a request under the route's pattern, never under its URL. */
  readonly middleware: MiddlewareHandler;
  observe(route: string, method: string, status: number, seconds: number): void;
}

const DURATION_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function createMetrics(db: Db, liveClients: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: "chainglass_http_request_duration_seconds",
    help: "Time to answer a request, by route.",
    labelNames: ["route", "method", "status"],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  new Gauge({
    name: "chainglass_live_clients",
    help: "Clients connected to the live path.",
    registers: [registry],
    collect() {
      this.set(liveClients());
    },
  });
  const lag = new Gauge({
    name: "chainglass_index_lag_seconds",
    help: "Time from the newest block's event to its commit.",
    labelNames: ["network"],
    registers: [registry],
  });
  new Gauge({
    name: "chainglass_head_height",
    help: "Height of the newest indexed block.",
    labelNames: ["network"],
    registers: [registry],
    async collect() {
      this.reset();
      lag.reset();
      for (const row of await db.network.findMany({ select: { name: true, headHeight: true, lagMs: true } })) {
        if (row.headHeight !== null) this.set({ network: row.name }, Number(row.headHeight));
        if (row.lagMs !== null) lag.set({ network: row.name }, row.lagMs / 1000);
      }
    },
  });
  const observe: Metrics["observe"] = (route, method, status, seconds) =>
    duration.observe({ route, method, status: String(status) }, seconds);
  return {
    registry,
    observe,
    middleware: async (context, next) => {
      const start = performance.now();
      await next();
      const route = context.res.status === 404 || context.res.status === 405 ? "none" : routePath(context, -1);
      observe(route, context.req.method, context.res.status, (performance.now() - start) / 1000);
    },
  };
}
