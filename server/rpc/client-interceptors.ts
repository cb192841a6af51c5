/** What happens to every call that leaves: a deadline where none was given, and its context in the metadata. */
import { InterceptingCall, type Interceptor } from "@grpc/grpc-js";
import { writeContext } from "./context";

/** Unary calls end by then; streams live as long as both sides want. */
export function deadlineInterceptor(deadlineMs: number): Interceptor {
  return (options, nextCall) => {
    const method = options.method_definition;
    const unary = !method.requestStream && !method.responseStream;
    if (!unary || options.deadline !== undefined) return new InterceptingCall(nextCall(options));
    return new InterceptingCall(nextCall({ ...options, deadline: Date.now() + deadlineMs }));
  };
}

/** @param authorization the value of the `authorization` header, or null */
export function contextInterceptor(authorization: string | null): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start(metadata, listener, next) {
        writeContext(metadata, authorization);
        next(metadata, listener);
      },
    });
}
