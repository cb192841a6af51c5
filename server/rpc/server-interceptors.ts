/**
 * What happens to every call that arrives: its context is put where handlers and logs find it, and its end is mapped, so
 * that a fault of ours leaves as INTERNAL with the request's id and is logged here with all that is known.
 */
import {
  Metadata,
  ResponderBuilder,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  ServerListenerBuilder,
  type ServerMethodDefinition,
  status,
} from "@grpc/grpc-js";
import type { Log } from "#server/lib/log";
import { type CallContext, contextFrom, runInCall } from "./context";

type Method = ServerMethodDefinition<unknown, unknown>;

/** Runs each stage of a call inside its context. */
export const serverContextInterceptor: ServerInterceptor = (_method, call) => {
  let context: CallContext = contextFrom(new Metadata());
  const listener = new ServerListenerBuilder()
    .withOnReceiveMetadata((metadata, next) => {
      context = contextFrom(metadata);
      runInCall(context, () => next(metadata));
    })
    .withOnReceiveMessage((message, next) => runInCall(context, () => next(message)))
    .withOnReceiveHalfClose((next) => runInCall(context, () => next()))
    .withOnCancel(() => {})
    .build();
  return new ServerInterceptingCall(call, new ResponderBuilder().withStart((next) => next(listener)).build());
};

/** Says how each call ended, and hides what is not meant for the caller. */
export function serverErrorInterceptor(log: Log | null): ServerInterceptor {
  return (method: Method, call: ServerInterceptingCallInterface) => {
    let requestId = "";
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        // Settled here, so that the handler's context and the answer name the same id.
        requestId = contextFrom(metadata).requestId;
        metadata.set("x-request-id", requestId);
        next(metadata);
      })
      .build();
    const responder = new ResponderBuilder()
      .withStart((next) => next(listener))
      .withSendStatus((end, next) => {
        if (end.code === status.UNKNOWN) {
          log?.error({ method: method.path, requestId, fault: end.details }, "a call failed for a fault of ours");
          next({
            code: status.INTERNAL,
            details: `internal error (request ${requestId})`,
            metadata: null,
          });
        } else {
          if (end.code !== status.OK)
            log?.debug({ method: method.path, requestId, code: end.code, details: end.details }, "a call was refused");
          next(end);
        }
      })
      .build();
    return new ServerInterceptingCall(call, responder);
  };
}
