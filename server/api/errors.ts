/**
 * What can be wrong with a request, as one class over a code union, and the one table from code to HTTP status and title.
 * A code is stable; its detail names what was wrong and what was expected, and never comes from an exception's insides.
 */
import type { Problem } from "./schema";

const CODES = {
  "invalid-request": [400, "The request can't be read"],
  "invalid-url": [400, "The URL can't be read"],
  "invalid-cursor": [400, "The cursor is not one of ours"],
  "invalid-limit": [400, "The limit is out of bounds"],
  "invalid-block-id": [400, "Neither a height nor a block hash"],
  "invalid-hash": [400, "Not a hash"],
  "invalid-address": [400, "Not an address"],
  "invalid-json": [400, "The body is not JSON"],
  "unknown-parameter": [400, "There is no such parameter here"],
  "duplicate-parameter": [400, "A parameter is given twice"],
  "unknown-network": [404, "No such network"],
  "not-found": [404, "Not found"],
  "unknown-route": [404, "No such resource"],
  "method-not-allowed": [405, "The resource has no such method"],
  "read-only-source": [409, "The network's source takes no transactions"],
  "not-included": [409, "The transaction stands in no block"],
  "body-too-large": [413, "The body is too large"],
  "unsupported-media-type": [415, "The body's type is not understood"],
  "proof-unavailable": [422, "The source can't prove it"],
  "transaction-refused": [422, "The node has refused the transaction"],
  "faucet-unavailable": [404, "The network has no faucet"],
  "too-many-requests": [429, "Too much at once"],
  internal: [500, "A fault of the server"],
  "source-failed": [502, "The network's node has failed"],
  "source-unavailable": [503, "No node of the network answers"],
  "database-unavailable": [503, "The database does not answer"],
  "not-ready": [503, "Not ready yet"],
  "source-timeout": [504, "The network's node did not answer in time"],
} as const satisfies Record<string, readonly [number, string]>;

export type ApiErrorCode = keyof typeof CODES;

/** For people to read; a problem's `type` leads to its code's place among them. */
export function problemCodes(): { readonly code: string; readonly status: number; readonly title: string }[] {
  return Object.entries(CODES).map(([code, [status, title]]) => ({ code, status, title }));
}

export interface FieldError {
  readonly field: string;
  readonly expected: string;
}

export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly title: string;

  constructor(
    readonly code: ApiErrorCode,
    readonly detail: string,
    readonly options: {
      readonly errors?: readonly FieldError[];
      readonly status?: number;
      readonly refusal?: string;
    } = {},
  ) {
    super(`${code}: ${detail}`);
    this.status = options.status ?? CODES[code][0];
    this.title = CODES[code][1];
  }
}

/** RFC 9457. A node's own refusal keeps the node's code. */
export function problemOf(error: ApiError): Problem {
  const code = error.options.refusal ?? error.code;
  return {
    type: `/docs/api#problem-${error.code}`,
    title: error.title,
    status: error.status,
    code,
    detail: error.detail,
    ...(error.options.errors ? { errors: [...error.options.errors] } : {}),
  };
}

/** By shape rather than by class: pages are bundled apart from the process that throws. */
export function apiErrorOf(error: unknown): { code: string; status: number; detail: string } | null {
  if (!(error instanceof Error) || error.name !== "ApiError") return null;
  const { code, status, detail } = error as Partial<ApiError>;
  return code !== undefined && status !== undefined && detail !== undefined ? { code, status, detail } : null;
}

/** Faults of the database and of this process, as what a caller may know of them. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isDatabaseDown(error)) return new ApiError("database-unavailable", "Try again in a moment.");
  return new ApiError("internal", "It was logged; the request itself may be fine.");
}

/** Prisma's P1001 (unreachable), P1008 (timeout), P1017 (closed), P2024 and P2028 (no connection free in time), and the driver's own. */
const DATABASE_DOWN = new Set([
  "P1001",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
  "ECONNREFUSED",
  "ECONNRESET",
  "57P01",
  "57P03",
]);

function isDatabaseDown(error: unknown): boolean {
  return error instanceof Error && "code" in error && DATABASE_DOWN.has(String(error.code));
}
