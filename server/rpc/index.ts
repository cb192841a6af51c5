// The shared plumbing of gRPC servers and clients.

export { type Backoff, type BackoffOptions, backoff } from "./backoff";
export { type ConnectOptions, call, connect } from "./client";
export { type CallContext, currentCall } from "./context";
export { isTransient, RpcError, rpcStatusOf, type StatusName, status, toStatus } from "./errors";
export { endWithError, serverStream, signalOf, type UnaryContext, unary, writePaced } from "./handlers";
export { createGrpcServer, type GrpcServer, type GrpcServerOptions, MESSAGE_BYTES_MAX } from "./server";
