/**
 * What travels along with every call: W3C trace context, credentials and a request id. It is kept in async local storage,
 * so that a call made while answering another carries the same trace without anyone passing it on by hand.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes, randomUUID } from "node:crypto";
import type { Metadata } from "@grpc/grpc-js";

export interface CallContext {
  readonly requestId: string;
  /** W3C `traceparent`: 00-trace-span-flags. */
  readonly traceparent: string;
  readonly tracestate: string | null;
  /** As it came; nobody judges it yet. */
  readonly authorization: string | null;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;
/** Longer ids and credentials than these are not ours: they would only fill logs. */
const REQUEST_ID_CHARS_MAX = 128;
const AUTHORIZATION_CHARS_MAX = 8_192;

const storage = new AsyncLocalStorage<CallContext>();

/** The context of the call that is being answered; null outside of one. */
export function currentCall(): CallContext | null {
  return storage.getStore() ?? null;
}

export function runInCall<T>(context: CallContext, work: () => T): T {
  return storage.run(context, work);
}

/** A new span of the same trace, or a new trace. */
function childSpan(traceparent: string | null): string {
  const [, trace, flags] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  return `00-${trace ?? randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-${flags ?? "00"}`;
}

function text(metadata: Metadata, key: string, charsMax: number): string | null {
  const [value] = metadata.get(key);
  return typeof value === "string" && value.length <= charsMax ? value : null;
}

/** What a caller sent; missing or malformed parts are made anew. */
export function contextFrom(metadata: Metadata): CallContext {
  return {
    requestId: text(metadata, "x-request-id", REQUEST_ID_CHARS_MAX) ?? randomUUID(),
    traceparent: childSpan(text(metadata, "traceparent", 64)),
    tracestate: text(metadata, "tracestate", 512),
    authorization: text(metadata, "authorization", AUTHORIZATION_CHARS_MAX),
  };
}

/** Writes the context of an outgoing call: the one being answered goes on, else a new one begins. */
export function writeContext(metadata: Metadata, authorization: string | null): void {
  const call = currentCall();
  if (metadata.get("x-request-id").length === 0) metadata.set("x-request-id", call?.requestId ?? randomUUID());
  if (metadata.get("traceparent").length === 0) metadata.set("traceparent", childSpan(call?.traceparent ?? null));
  if (call?.tracestate && metadata.get("tracestate").length === 0) metadata.set("tracestate", call.tracestate);
  const credentials = authorization ?? call?.authorization;
  if (credentials && metadata.get("authorization").length === 0) metadata.set("authorization", credentials);
}
