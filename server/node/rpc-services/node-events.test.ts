import { afterAll, beforeAll, expect, it } from "vitest";
import { NodeEventsClient, NodeEventsService } from "#proto";
import { connect, createGrpcServer, type GrpcServer, rpcStatusOf } from "#server/rpc";
import { EventHub } from "../events/hub";
import { nodeEventsService } from "./node-events";

const hub = new EventHub();
let server: GrpcServer;
beforeAll(async () => {
  const services = (grpc: { addService: (definition: never, handlers: never) => void }) =>
    grpc.addService(NodeEventsService as never, nodeEventsService(hub) as never);
  server = await createGrpcServer({ listen: "127.0.0.1:0", services: services as never });
});
afterAll(() => server.stop());

it("ends a reader that stops reading, and spares one that reads", async () => {
  // A connection each: streams of one connection share its flow control.
  const [client, other] = [connect(NodeEventsClient, server.address), connect(NodeEventsClient, server.address)];
  const slow = client.subscribe({ topics: [] });
  const fast = other.subscribe({ topics: [] });
  let received = 0;
  let paused = false;
  fast.on("data", () => received++);
  fast.on("error", () => {});
  const ended = new Promise<unknown>((resolve) => slow.on("error", resolve));
  slow.once("data", () => {
    slow.pause();
    paused = true;
  });
  const line = (text: string) => hub.publish({ $case: "logLine", value: { level: 2, text } });
  // Until both are known to be subscribed.
  while (!paused || received === 0) {
    line("begin");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const text = "x".repeat(2_000);
  const before = hub.seq;
  const total = 12_000;
  for (let i = 0; i < total; i++) {
    line(text);
    // The one that reads is given the time to read; the ring holds several thousand of these.
    while (hub.seq - received > before + 1_000) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  slow.resume();
  expect(rpcStatusOf(await ended)).toMatchObject({ name: "RESOURCE_EXHAUSTED" });
  while (received < total) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(received).toBeGreaterThanOrEqual(total);
  fast.cancel();
  client.close();
  other.close();
});
