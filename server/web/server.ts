/**
 * The one HTTP server: refuses what can't be read, puts the security headers on every answer, and hands each request to
 * the door it belongs to. Socket.IO attaches itself and answers at its own path.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { ApiError, problemOf } from "#server/api/serve";
import type { Log } from "#server/lib/log";
import { contentSecurityPolicy, createNonce, SECURITY_HEADERS } from "./security";
import { doorOf, refuseUrl } from "./url";

/** As the pages read it. */
const URL_HEADER = "x-chainglass-url";

/** Slow readers of a request line or body don't hold a socket for longer. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

export interface WebOptions {
  readonly rest: (request: Request) => Response | Promise<Response>;
  readonly pages: Handler;
  readonly dev: boolean;
  readonly log: Pick<Log, "error">;
  readonly observePage?: (status: number, seconds: number) => void;
}

function answerProblem(response: ServerResponse, error: ApiError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(error.status, { "content-type": "application/problem+json", "cache-control": "no-store" });
  response.end(JSON.stringify(problemOf(error)));
}

/** @param server made before the pages, which need it for their own upgrades in development */
export function attach(server: Server, { rest, pages, dev, log, observePage }: WebOptions): void {
  const restListener = getRequestListener(rest, { overrideGlobalObjects: false });
  const page: Handler = async (request, response) => {
    const start = performance.now();
    const policy = contentSecurityPolicy(createNonce(), dev);
    request.headers["content-security-policy"] = policy;
    // What a page that is not found was asked for: Next tells it to nobody.
    request.headers[URL_HEADER] = request.url ?? "";
    response.setHeader("content-security-policy", policy);
    await pages(request, response);
    observePage?.(response.statusCode, (performance.now() - start) / 1000);
  };
  server.on("request", (request, response) => {
    const url = request.url ?? "";
    const door = doorOf(url);
    // Socket.IO's own listener answers, and may have done so already.
    if (door === "live") return;
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const refusal = refuseUrl(url);
    if (refusal !== null) return answerProblem(response, new ApiError("invalid-url", refusal));
    const handler: Handler = door === "rest" ? restListener : page;
    handler(request, response).catch((error: unknown) => {
      log.error({ err: error, url }, "a request failed");
      answerProblem(response, new ApiError("internal", "It was logged."));
    });
  });
}

export function createWebServer(): Server {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS });
  // What is not HTTP at all gets the shortest answer that HTTP has.
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
  });
  return server;
}

/** @throws Error that names the setting when the port can't be had */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Error(`Port ${port} is taken. Set PORT to another one, as in PORT=${port + 1}.`)
          : error.code === "EACCES"
            ? new Error(`Port ${port} may not be opened by this user. Set PORT to one above 1023.`)
            : error,
      ),
    );
    server.listen(port, resolve);
  });
  const address = server.address();
  return address === null || typeof address === "string" ? port : address.port;
}
