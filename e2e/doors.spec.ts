/** Wrong input at every door: a clear 4xx, never a 5xx, never a crash. */
import { connect } from "node:net";
import { expect, test } from "@playwright/test";

const WRONG_PATHS = [
  "/api/v1/blocks/0xzz",
  "/api/v1/blocks/-1",
  "/api/v1/blocks/99999999999999999999",
  "/api/v1/blocks?limit=1000000",
  "/api/v1/blocks?limit=abc",
  "/api/v1/blocks?cursor=%00%ff",
  "/api/v1/blocks?network=nowhere",
  "/api/v1/blocks?network=a&network=b",
  "/api/v1/transactions/0x1234",
  "/api/v1/addresses/hello",
  `/api/v1/search?q=${"x".repeat(5_000)}`,
  "/api/v1/nodes/nobody",
  "/api/v1/nothing",
  "/blocks/0xzz",
  "/tx/xyz",
  "/address/%00",
  "/n/nowhere/blocks",
  "/%E0%A4%A",
];

for (const path of WRONG_PATHS) {
  test(`GET ${path.slice(0, 60)} is refused clearly`, async ({ request }) => {
    const answer = await request.get(path);
    expect(answer.status()).toBeGreaterThanOrEqual(400);
    expect(answer.status()).toBeLessThan(500);
    if (path.startsWith("/api")) {
      expect(answer.headers()["content-type"]).toContain("application/problem+json");
      const problem = (await answer.json()) as { code: string; detail: string };
      expect(problem.code).toMatch(/^[a-z-]+$/);
      expect(problem.detail).not.toMatch(/ at .+:\d+:\d+/);
    }
  });
}

test("wrong bodies are refused clearly", async ({ request }) => {
  const bodies: [string, string | Buffer, string][] = [
    ["/api/v1/transactions", '{"raw":5}', "application/json"],
    ["/api/v1/transactions", '{"raw":"0x1234"}', "application/json"],
    ["/api/v1/transactions", "{broken", "application/json"],
    ["/api/v1/transactions", "raw=1", "text/plain"],
    ["/api/v1/transactions", Buffer.alloc(5 * 1024 * 1024, "a"), "application/json"],
    ["/api/v1/faucet", '{"address":"me"}', "application/json"],
  ];
  for (const [path, data, type] of bodies) {
    const answer = await request.post(path, { data, headers: { "content-type": type } });
    expect(answer.status(), `${path} ${String(data).slice(0, 20)}`).toBeGreaterThanOrEqual(400);
    expect(answer.status(), `${path} ${String(data).slice(0, 20)}`).toBeLessThan(500);
  }
  expect((await request.delete("/api/v1/blocks")).status()).toBe(405);
});

test("garbage on a node's gRPC port leaves it alive", async ({ request }) => {
  const nodes = async () =>
    (
      (await (await request.get("/api/v1/nodes")).json()) as {
        items: { id: string; pid?: number; endpoints: { grpc: string } }[];
      }
    ).items;
  const [node] = await nodes();
  if (!node) throw new Error("the devnet has nodes");
  const [host = "", port = ""] = node.endpoints.grpc.split(":");
  await new Promise<void>((done) => {
    const socket = connect(Number(port), host, () => socket.end(Buffer.alloc(1 << 20, 0xa5)));
    socket.on("error", () => done());
    socket.on("close", () => done());
    socket.resume();
  });
  expect((await nodes()).find(({ id }) => id === node.id)?.pid).toBe(node.pid);
  expect((await request.get("/healthz")).status()).toBe(200);
});
