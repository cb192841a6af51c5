/**
 * A gRPC server with what every server of ours has: limits, keep-alive, interceptors, the standard health and reflection
 * services. It binds before it resolves, and names the address and the setting when the port is taken. Plaintext on the
 * loopback for now: credentials are one argument away.
 */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { logVerbosity, type Server, ServerCredentials, setLogVerbosity } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import { HealthImplementation } from "grpc-health-check";
import type { Log } from "#server/lib/log";
import { serverContextInterceptor, serverErrorInterceptor } from "./server-interceptors";
import { TolerantServer, undecodableInterceptor } from "./undecodable";

/** A block of 30 million gas with receipts stays far below; a bigger message is a mistake or an attack. */
export const MESSAGE_BYTES_MAX = 64 * 1024 * 1024;
/** Open calls on one connection. */
const CONCURRENT_STREAMS_MAX = 1_000;
const KEEPALIVE_TIME_MS = 20_000;
const KEEPALIVE_TIMEOUT_MS = 10_000;
/** How long calls under way may take to end by themselves when the server stops. */
const STOP_GRACE_MS = 500;

const PROTO_DIR = fileURLToPath(new URL("../../proto/", import.meta.url));

export interface GrpcServerOptions {
  /** `host:port`; port 0 takes a free one. */
  readonly listen: string;
  /** Adds the services. */
  readonly services: (server: Server) => void;
  /** What the operator changes when the address is taken, such as `CHAINGLASS_GRPC_PORT`. */
  readonly setting?: string;
  readonly log?: Log;
}

export interface GrpcServer {
  /** `host:port` as bound. */
  readonly address: string;
  stop(): Promise<void>;
}

function addReflection(server: Server): void {
  const files = readdirSync(`${PROTO_DIR}chainglass/v1`)
    .filter((name) => name.endsWith(".proto"))
    .map((name) => `chainglass/v1/${name}`);
  new ReflectionService(loadSync(files, { includeDirs: [PROTO_DIR] })).addToServer(server);
}

/** @throws Error naming the address and the setting when it can't be bound */
export async function createGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const server = new TolerantServer({
    "grpc.max_receive_message_length": MESSAGE_BYTES_MAX,
    "grpc.max_send_message_length": MESSAGE_BYTES_MAX,
    "grpc.max_concurrent_streams": CONCURRENT_STREAMS_MAX,
    "grpc.keepalive_time_ms": KEEPALIVE_TIME_MS,
    "grpc.keepalive_timeout_ms": KEEPALIVE_TIMEOUT_MS,
    "grpc.keepalive_permit_without_calls": 1,
    "grpc.so_reuseport": 0,
    interceptors: [serverErrorInterceptor(options.log ?? null), serverContextInterceptor, undecodableInterceptor],
  });
  const health = new HealthImplementation({ "": "SERVING" });
  health.addToServer(server);
  addReflection(server);
  options.services(server);
  const port = await bind(server, options);
  return {
    address: `${options.listen.slice(0, options.listen.lastIndexOf(":"))}:${port}`,
    async stop() {
      health.setStatus("", "NOT_SERVING");
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          server.forceShutdown();
          resolve();
        }, STOP_GRACE_MS);
        server.tryShutdown(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
  };
}

function bind(server: Server, options: GrpcServerOptions): Promise<number> {
  // It would print its own lines about a taken port before ours, which says what to change.
  setLogVerbosity(logVerbosity.NONE);
  return new Promise((resolve, reject) => {
    server.bindAsync(options.listen, ServerCredentials.createInsecure(), (error, port) => {
      if (!error) return resolve(port);
      const taken = /EADDRINUSE/.test(error.message);
      const why = taken ? "the port is taken" : error.message;
      const hint = options.setting ? `; ${options.setting} sets another` : "";
      server.forceShutdown();
      reject(new Error(`can't listen on ${options.listen}: ${why}${hint}`));
    });
  });
}
