/**
 * What is refused before any route looks at a request: URLs that can't be decoded, NUL bytes (Postgres has no such text),
 * parameters given twice, bodies of another type, too large, or not JSON. Each with what was expected.
 */
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { ApiError } from "../errors";

/** The largest transaction that a pool admits, as hex in JSON, fits twice. */
export const BODY_BYTES_MAX = 64 * 1024;

/** @throws ApiError invalid-url */
function decode(text: string, what: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new ApiError("invalid-url", `The ${what} is not percent-encoded UTF-8.`);
  }
  if (decoded.includes("\0")) throw new ApiError("invalid-url", `The ${what} holds a NUL character.`);
  return decoded;
}

/** @throws ApiError invalid-url or duplicate-parameter */
export function checkUrl(url: string): void {
  const afterHost = url.replace(/^[a-z]+:\/\/[^/]*/i, "");
  const mark = afterHost.indexOf("?");
  decode(mark < 0 ? afterHost : afterHost.slice(0, mark), "path");
  if (mark < 0) return;
  const seen = new Set<string>();
  for (const part of afterHost
    .slice(mark + 1)
    .split("&")
    .filter(Boolean)) {
    const equals = part.indexOf("=");
    const name = decode(equals < 0 ? part : part.slice(0, equals), "query");
    if (equals >= 0) decode(part.slice(equals + 1), "query");
    if (seen.has(name)) throw new ApiError("duplicate-parameter", `"${name}" is given more than once.`);
    seen.add(name);
  }
}

export const urlGuard: MiddlewareHandler = async (context, next) => {
  checkUrl(context.req.url);
  await next();
};

const limit = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError: () => {
    throw new ApiError("body-too-large", `A body has at most ${BODY_BYTES_MAX} bytes.`);
  },
});

export const bodyGuard: MiddlewareHandler = async (context, next) => {
  if (context.req.method !== "POST") return next();
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new ApiError("unsupported-media-type", "Send the body as application/json.");
  return limit(context, async () => {
    try {
      await context.req.json();
    } catch (error) {
      if (error instanceof ApiError) throw error;
      // The limiter ends the stream of a body without a length; reading it then fails.
      if (error instanceof Error && error.name === "BodyLimitError")
        throw new ApiError("body-too-large", `A body has at most ${BODY_BYTES_MAX} bytes.`);
      throw new ApiError("invalid-json", "The body can't be parsed as JSON.");
    }
    await next();
  });
};
