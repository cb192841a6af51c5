/**
 * Errors on the wire. An RpcError says its gRPC status and a sentence that is fit for whoever called; anything else that is
 * thrown is a fault of ours and leaves the process as INTERNAL with the request's id, never with its message or stack.
 */
import { status } from "@grpc/grpc-js";

export { status };

/** The names of the gRPC statuses, as they are written in documentation. */
export type StatusName = keyof typeof status;

export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: status;
  /** grpc-js sends `details`, not `message`. */
  readonly details: string;

  constructor(code: StatusName, details: string) {
    super(details);
    this.code = status[code];
    this.details = details;
  }
}

/** An error of a call, ours or grpc-js's, or null when the value is something else. */
export function rpcStatusOf(error: unknown): { code: status; name: string; details: string } | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "number") return null;
  const name = status[error.code];
  if (name === undefined) return null;
  const details = "details" in error && typeof error.details === "string" ? error.details : error.message;
  return { code: error.code, name, details };
}

export function toStatus(code: StatusName, message: string): { code: status; details: string } {
  return { code: status[code], details: message };
}

/** Faults of the way rather than of the request: trying again later may help. */
export function isTransient(error: unknown): boolean {
  const found = rpcStatusOf(error);
  if (!found) return false;
  switch (found.code) {
    case status.UNAVAILABLE:
    case status.DEADLINE_EXCEEDED:
    case status.ABORTED:
    case status.RESOURCE_EXHAUSTED:
    case status.CANCELLED:
    case status.INTERNAL:
    case status.UNKNOWN:
      return true;
    default:
      return false;
  }
}
