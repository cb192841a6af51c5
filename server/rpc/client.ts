/**
 * Clients with what every client of ours has: limits, keep-alive, a deadline on unary calls, and the call's context in its
 * metadata. Reconnecting is grpc-js's own; ending streams and trying again is the caller's, with `backoff`.
 */
import { type ChannelCredentials, type Client, type ClientOptions, credentials } from "@grpc/grpc-js";
import { contextInterceptor, deadlineInterceptor } from "./client-interceptors";
import { MESSAGE_BYTES_MAX } from "./server";

const UNARY_DEADLINE_MS = 10_000;
const KEEPALIVE_TIME_MS = 15_000;
const KEEPALIVE_TIMEOUT_MS = 5_000;
const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 5_000;

export interface ConnectOptions {
  /** For unary calls without a deadline of their own. */
  readonly deadlineMs?: number;
  /** The value of the `authorization` metadata. */
  readonly authorization?: string;
}

type ClientConstructor<T extends Client> = new (
  address: string,
  credentials: ChannelCredentials,
  options?: Partial<ClientOptions>,
) => T;

/** A client of one service at `host:port`. The caller closes it. */
export function connect<T extends Client>(
  Service: ClientConstructor<T>,
  address: string,
  options: ConnectOptions = {},
): T {
  return new Service(address, credentials.createInsecure(), {
    "grpc.max_receive_message_length": MESSAGE_BYTES_MAX,
    "grpc.max_send_message_length": MESSAGE_BYTES_MAX,
    "grpc.keepalive_time_ms": KEEPALIVE_TIME_MS,
    "grpc.keepalive_timeout_ms": KEEPALIVE_TIMEOUT_MS,
    "grpc.keepalive_permit_without_calls": 1,
    "grpc.initial_reconnect_backoff_ms": RECONNECT_MIN_MS,
    "grpc.min_reconnect_backoff_ms": RECONNECT_MIN_MS,
    "grpc.max_reconnect_backoff_ms": RECONNECT_MAX_MS,
    // Two clients of the same address in one process stay two connections: closing one never ends the other.
    "grpc.use_local_subchannel_pool": 1,
    interceptors: [
      deadlineInterceptor(options.deadlineMs ?? UNARY_DEADLINE_MS),
      contextInterceptor(options.authorization ?? null),
    ],
  });
}

/** A unary call as a promise: `await call((done) => client.getStatus({}, done))`. Rejects with grpc-js's ServiceError. */
export function call<Response>(
  start: (done: (error: Error | null, response: Response) => void) => { cancel(): void },
  signal?: AbortSignal,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = () => running.cancel();
    const running = start((error, response) => {
      signal?.removeEventListener("abort", abort);
      if (error) reject(error);
      else resolve(response);
    });
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
