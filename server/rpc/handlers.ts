/**
 * Handlers as async functions: a rejection becomes the call's status, a stream honours its reader's pace, and a cancelled
 * call aborts a signal. grpc-js itself knows only callbacks, and a rejected promise would end the process.
 */
import { once } from "node:events";
import type {
  handleServerStreamingCall,
  handleUnaryCall,
  ServerDuplexStream,
  ServerUnaryCall,
  ServerWritableStream,
} from "@grpc/grpc-js";

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** A call's cancellation (client gone, deadline passed, server stopping) as a signal. */
export function signalOf(call: {
  on(event: "cancelled", listener: () => void): unknown;
  readonly cancelled: boolean;
}): AbortSignal {
  const abort = new AbortController();
  if (call.cancelled) abort.abort();
  else call.on("cancelled", () => abort.abort());
  return abort.signal;
}

export interface UnaryContext {
  readonly signal: AbortSignal;
  /** Milliseconds until the caller gives up; Infinity without deadline. */
  readonly remainingMs: number;
}

export function unary<Request, Response>(
  answer: (request: Request, context: UnaryContext) => Promise<Response> | Response,
): handleUnaryCall<Request, Response> {
  return (call: ServerUnaryCall<Request, Response>, callback) => {
    const context = { signal: signalOf(call), remainingMs: Number(call.getDeadline()) - Date.now() };
    // `then` first: an answer that throws at once is a rejection like any other.
    Promise.resolve(call.request)
      .then((request) => answer(request, context))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(asError(error)),
      );
  };
}

/** Answers with what the generator yields, no faster than the reader takes it. */
export function serverStream<Request, Response>(
  answer: (request: Request, signal: AbortSignal) => AsyncIterable<Response>,
): handleServerStreamingCall<Request, Response> {
  return (call: ServerWritableStream<Request, Response>) => {
    const signal = signalOf(call);
    const run = async () => {
      for await (const response of answer(call.request, signal)) {
        if (!(await writePaced(call, response, signal))) return;
      }
      call.end();
    };
    run().catch((error: unknown) => endWithError(call, error));
  };
}

/** Writes, then waits until the other side can take more. @returns false when the call is over */
export async function writePaced<Response>(
  call: { write(message: Response): boolean; readonly destroyed: boolean } & NodeJS.EventEmitter,
  message: Response,
  signal: AbortSignal,
): Promise<boolean> {
  if (signal.aborted || call.destroyed) return false;
  if (call.write(message)) return true;
  try {
    await once(call, "drain", { signal });
  } catch {
    return false;
  }
  return !signal.aborted;
}

/** Ends a stream with an error's status; nothing when it is over already. */
export function endWithError(
  call: ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>,
  error: unknown,
): void {
  if (!call.cancelled && !call.destroyed) call.emit("error", asError(error));
}
