import { connect as connectSocket } from "node:net";
import { Metadata, type Server } from "@grpc/grpc-js";
import { afterEach, describe, expect, it } from "vitest";
import { ChainQueryClient, ChainQueryService, GetStatusResponse, NodeEventsService } from "#proto";
import {
  call,
  connect,
  createGrpcServer,
  currentCall,
  type GrpcServer,
  RpcError,
  rpcStatusOf,
  serverStream,
  unary,
} from "./index";

let servers: GrpcServer[] = [];
let clients: { close(): void }[] = [];
afterEach(async () => {
  for (const client of clients) client.close();
  await Promise.all(servers.map((server) => server.stop()));
  clients = [];
  servers = [];
});

const statusAnswer = GetStatusResponse.fromPartial({ nodeId: "a", live: true });

async function serve(handlers: Record<string, unknown>, listen = "127.0.0.1:0"): Promise<GrpcServer> {
  const services = (server: Server) => {
    const missing = unary(() => Promise.reject(new RpcError("UNIMPLEMENTED", "not in this test")));
    const all = Object.fromEntries(Object.keys(ChainQueryService).map((name) => [name, missing]));
    server.addService(ChainQueryService, { ...all, ...handlers } as never);
    server.addService(NodeEventsService, { subscribe: serverStream(async function* () {}) });
  };
  const server = await createGrpcServer({ listen, services, setting: "CHAINGLASS_GRPC_PORT" });
  servers.push(server);
  return server;
}

function client(address: string, deadlineMs?: number): ChainQueryClient {
  const made = connect(ChainQueryClient, address, deadlineMs === undefined ? {} : { deadlineMs });
  clients.push(made);
  return made;
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => rpcStatusOf(error),
  );

describe("a server", () => {
  it("keeps the code and the sentence of an RpcError", async () => {
    const server = await serve({ getStatus: unary(() => Promise.reject(new RpcError("NOT_FOUND", "no such thing"))) });
    const error = await failure(call((done) => client(server.address).getStatus({}, done)));
    expect(error).toMatchObject({ name: "NOT_FOUND", details: "no such thing" });
  });

  it("hides a fault of its own behind INTERNAL and the request's id", async () => {
    const handler = unary((): GetStatusResponse => {
      throw new TypeError("secret at /home/x.ts:12");
    });
    const server = await serve({ getStatus: handler });
    const metadata = new Metadata();
    metadata.set("x-request-id", "req-7");
    const error = await failure(call((done) => client(server.address).getStatus({}, metadata, done)));
    expect(error).toMatchObject({ name: "INTERNAL", details: "internal error (request req-7)" });
  });

  it("gives a handler the caller's trace and a signal", async () => {
    let seen: ReturnType<typeof currentCall> = null;
    const handler = unary(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen = currentCall();
      return statusAnswer;
    });
    const server = await serve({ getStatus: handler });
    const metadata = new Metadata();
    metadata.set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    metadata.set("authorization", "Bearer x");
    await call((done) => client(server.address).getStatus({}, metadata, done));
    expect(seen).toMatchObject({ authorization: "Bearer x" });
    expect(seen).toHaveProperty(
      "traceparent",
      expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/),
    );
  });

  it("ends a call that lasts too long with the client's own deadline", async () => {
    const server = await serve({ getStatus: unary(() => new Promise<GetStatusResponse>(() => {})) });
    const error = await failure(call((done) => client(server.address, 100).getStatus({}, done)));
    expect(error?.name).toBe("DEADLINE_EXCEEDED");
  });

  it("names a taken address and the setting that changes it", async () => {
    const server = await serve({});
    await expect(serve({}, server.address)).rejects.toThrow(
      `can't listen on ${server.address}: the port is taken; CHAINGLASS_GRPC_PORT sets another`,
    );
  });

  it("survives garbage on its port", async () => {
    const server = await serve({ getStatus: unary(() => statusAnswer) });
    const [host = "", port = ""] = server.address.split(":");
    for (const bytes of [
      "GET / HTTP/1.1\r\n\r\n",
      "\0\0\0\0garbage",
      `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${"\xff".repeat(500)}`,
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connectSocket(Number(port), host, () => socket.write(Buffer.from(bytes, "latin1")));
        socket.on("error", () => {});
        socket.on("close", () => resolve());
        setTimeout(() => socket.destroy(), 100);
      });
    }
    expect(await call<GetStatusResponse>((done) => client(server.address).getStatus({}, done))).toMatchObject({
      nodeId: "a",
    });
  });

  it("calls an undecodable message the sender's fault", async () => {
    const server = await serve({ getBlock: unary(() => statusAnswer) });
    const raw = client(server.address);
    const error = await failure(
      call((done) =>
        raw.makeUnaryRequest(
          ChainQueryService.getBlock.path,
          () => Buffer.from([0x0a, 0xff, 0xff]),
          (bytes: Buffer) => bytes,
          {},
          done as never,
        ),
      ),
    );
    expect(error?.name).toBe("INVALID_ARGUMENT");
  });
});
