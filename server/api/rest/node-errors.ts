/** A node's gRPC status → what REST says: one total function. A node's refusal starts with its own stable code and a colon. */
import { rpcStatusOf, status } from "#server/rpc";
import { ApiError, type ApiErrorCode } from "../errors";

const REFUSAL = /^([a-z][a-z0-9-]{1,40}):\s*/i;

function refusal(code: ApiErrorCode, httpStatus: number, details: string): ApiError {
  const own = REFUSAL.exec(details)?.[1];
  const detail = details.replace(REFUSAL, "") || "The node gave no reason.";
  return new ApiError(code, detail, { status: httpStatus, ...(own === undefined ? {} : { refusal: own }) });
}

/** Null where the error did not come from a node. */
export function fromNode(error: unknown): ApiError | null {
  const found = rpcStatusOf(error);
  if (!found) return null;
  switch (found.code) {
    case status.INVALID_ARGUMENT:
    case status.OUT_OF_RANGE:
      return refusal("transaction-refused", 400, found.details);
    case status.FAILED_PRECONDITION:
    case status.ALREADY_EXISTS:
    case status.ABORTED:
      return refusal("transaction-refused", 422, found.details);
    case status.RESOURCE_EXHAUSTED:
      return refusal("too-many-requests", 429, found.details);
    case status.NOT_FOUND:
      return new ApiError("not-found", "No node of the network holds it.");
    case status.UNIMPLEMENTED:
      return new ApiError("read-only-source", "The network's source does not do that.");
    case status.UNAVAILABLE:
      return new ApiError("source-unavailable", "None of the network's nodes can be reached.");
    case status.DEADLINE_EXCEEDED:
    case status.CANCELLED:
      return new ApiError("source-timeout", "The node may still do it; look for the result before asking again.");
    default:
      return new ApiError("source-failed", "The node failed while it answered.");
  }
}
