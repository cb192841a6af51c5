/** Wrong input at every door of REST: a clear 4xx with a stable code, never a 5xx, never a stack trace. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "../testing/harness";
import { seed } from "../testing/seed";
import { BODY_BYTES_MAX } from "./guard";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ blocks: 10 });
  await seed(harness.prisma, { network: "recorded", position: 1, blocks: 3, pending: 0, live: false });
});
afterAll(() => harness.close());

const HASH = `0x${"ab".repeat(32)}`;
const ADDRESS = `0x${"12".repeat(20)}`;

async function problem(path: string, init?: RequestInit) {
  const response = await harness.request(path, init);
  const body = await response.text();
  expect(response.headers.get("content-type"), `${path}: ${body}`).toBe("application/problem+json");
  expect(body).not.toMatch(/\bat .*\.ts:\d+|prisma|node_modules/i);
  return { response, body: JSON.parse(body) };
}

const GETS: readonly [path: string, status: number, code: string][] = [
  ["/blocks/abc", 400, "invalid-block-id"],
  ["/blocks/-1", 400, "invalid-block-id"],
  ["/blocks/9007199254740993", 400, "invalid-block-id"],
  ["/blocks/99999999999999999999999", 400, "invalid-block-id"],
  ["/blocks/0xzz", 400, "invalid-block-id"],
  [`/blocks/${"a".repeat(200)}`, 400, "invalid-request"],
  ["/blocks/9007199254740991", 404, "not-found"],
  [`/blocks/${HASH}`, 404, "not-found"],
  [`/blocks/${HASH}/transactions`, 404, "not-found"],
  ["/blocks?limit=0", 400, "invalid-limit"],
  ["/blocks?limit=101", 400, "invalid-limit"],
  ["/blocks?limit=1e9", 400, "invalid-limit"],
  ["/blocks?limit=", 400, "invalid-limit"],
  ["/blocks?limit=ten", 400, "invalid-limit"],
  ["/blocks?limit=1&limit=2", 400, "duplicate-parameter"],
  ["/blocks?cursor=nonsense", 400, "invalid-cursor"],
  ["/blocks?cursor=", 400, "invalid-cursor"],
  [`/blocks?cursor=${Buffer.from("t.5.5").toString("base64url")}`, 400, "invalid-cursor"],
  [`/transactions?cursor=${Buffer.from("t.9999999999999999.4294967296").toString("base64url")}`, 400, "invalid-cursor"],
  [`/blocks?cursor=${"a".repeat(300)}`, 400, "invalid-cursor"],
  ["/blocks?network=nowhere", 404, "unknown-network"],
  ["/blocks?network=NO%20WHERE", 404, "unknown-network"],
  ["/status?x=%E0%A4%A", 400, "invalid-url"],
  ["/status?network=nowhere", 404, "unknown-network"],
  ["/status?x=1", 400, "unknown-parameter"],
  ["/blocks?before=5", 400, "unknown-parameter"],
  ["/blocks/5?limit=5", 400, "unknown-parameter"],
  ["/sources?network=nowhere", 404, "unknown-network"],
  ["/nodes?limit=0", 400, "invalid-limit"],
  ["/search?q=5&type=block", 400, "unknown-parameter"],
  ["/blocks/%00", 400, "invalid-url"],
  ["/search?q=a%00b", 400, "invalid-url"],
  ["/search", 400, "invalid-request"],
  [`/search?q=${"x".repeat(201)}`, 400, "invalid-request"],
  ["/transactions/0x12", 400, "invalid-hash"],
  [`/transactions/${HASH}`, 404, "not-found"],
  [`/transactions/${HASH}/proof`, 404, "not-found"],
  ["/addresses/0x12", 400, "invalid-address"],
  [`/addresses/${HASH}`, 400, "invalid-address"],
  ["/addresses/0x12/transactions", 400, "invalid-address"],
  ["/nodes/nobody", 404, "not-found"],
  ["/nowhere", 404, "unknown-route"],
  ["/faucet", 405, "method-not-allowed"],
];

describe("reading with wrong input", () => {
  it.each(GETS)("GET %s is %i %s", async (path, status, code) => {
    const { response, body } = await problem(`/api/v1${path}`);
    expect(body).toMatchObject({ status, code });
    expect(response.status).toBe(status);
    expect(body.detail.length).toBeGreaterThan(0);
    expect(harness.logged).toEqual([]);
  });

  it("says where the chain ends", async () => {
    const { body } = await problem("/api/v1/blocks/9007199254740991");
    expect(body.detail).toMatch(/^Block 9007199254740991 is beyond the head, which is \d+\.$/);
  });

  it("names the unknown parameter and those that are known", async () => {
    const { body } = await problem("/api/v1/blocks?cusor=abc");
    expect(body.detail).toBe('"cusor" is none of the parameters here: network, limit, cursor.');
    expect(body).toMatchObject({ errors: [{ field: "cusor" }] });
    const posted = await problem("/api/v1/faucet?netwrok=alpha", {
      method: "POST",
      body: JSON.stringify({ address: ADDRESS }),
      headers: { "content-type": "application/json" },
    });
    expect(posted.body).toMatchObject({ status: 400, code: "unknown-parameter" });
  });

  it("names the methods that a resource has", async () => {
    const { response } = await problem("/api/v1/blocks/5", { method: "DELETE" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
    const both = await problem("/api/v1/transactions", { method: "PUT" });
    expect(both.response.headers.get("allow")).toBe("GET, HEAD, POST");
  });
});

const post = (path: string, body: BodyInit, type = "application/json") =>
  problem(`/api/v1${path}`, { method: "POST", body, headers: { "content-type": type } });

describe("writing with wrong input", () => {
  it.each(["/transactions", "/faucet"])("POST %s wants a small JSON object", async (path) => {
    expect((await post(path, "raw=0x12", "application/x-www-form-urlencoded")).body).toMatchObject({ status: 415 });
    expect((await post(path, "{broken")).body).toMatchObject({ status: 400, code: "invalid-json" });
    expect((await post(path, "")).body).toMatchObject({ status: 400, code: "invalid-json" });
    for (const wrong of ["null", "5", "[]", "{}", '{"raw":5,"address":5}', '{"raw":"0x123","address":"0x\\u0000"}'])
      expect((await post(path, wrong)).response.status, wrong).toBe(400);
    const large = JSON.stringify({ raw: `0x${"00".repeat(BODY_BYTES_MAX)}` });
    expect((await post(path, large)).body).toMatchObject({ status: 413, code: "body-too-large" });
  });

  it("stops a body without a length at the limit", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 8192;
        if (sent > 5 * 1024 * 1024) controller.close();
        else controller.enqueue(new Uint8Array(8192).fill(32));
      },
    });
    const headers = { "content-type": "application/json", "transfer-encoding": "chunked" };
    const init = { method: "POST", body: endless, headers, duplex: "half" } as RequestInit;
    expect((await problem("/api/v1/transactions", init)).body).toMatchObject({ status: 413 });
    expect(sent).toBeLessThan(1024 * 1024);
  });

  it("gives a node's refusal with the node's own code", async () => {
    const refuse = (code: number, details: string) => async () =>
      Promise.reject(Object.assign(new Error(details), { code, details }));
    const statuses: [number, string, number, string][] = [
      [3, "malformed: not RLP", 400, "malformed"],
      [9, "nonce-too-low: expected 7, not 3", 422, "nonce-too-low"],
      [8, "pool-full: 5000 wait", 429, "pool-full"],
      [14, "no connection", 503, "source-unavailable"],
      [4, "too late", 504, "source-timeout"],
      [13, "secret insides", 502, "source-failed"],
    ];
    for (const [code, details, status, expected] of statuses) {
      harness.sources.submit = refuse(code, details);
      const { body } = await post("/transactions", '{"raw":"0x1234"}');
      expect(body).toMatchObject({ status, code: expected });
      expect(body.detail).not.toContain("secret");
    }
    harness.logged.length = 0;
  });

  it("hands a good transaction over, and nothing to a recording", async () => {
    harness.sources.submit = async (_network, raw) => ({ hash: new Uint8Array(32).fill(raw.length), block: null });
    const good = {
      method: "POST",
      body: '{"raw":"0x1234"}',
      headers: { "content-type": "application/json; charset=utf-8" },
    };
    const response = await harness.request("/api/v1/transactions", good);
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ hash: `0x${"02".repeat(32)}`, block: null });
    const recorded = await problem("/api/v1/transactions?network=recorded", good);
    expect(recorded.body).toMatchObject({ status: 409, code: "read-only-source" });
  });

  it("has a faucet only where there is one", async () => {
    const body = JSON.stringify({ address: ADDRESS });
    expect((await post("/faucet", body)).body).toMatchObject({ status: 404, code: "faucet-unavailable" });
    expect((await post("/faucet", '{"address":"0x12"}')).body).toMatchObject({ status: 400, code: "invalid-address" });
    harness.faucet = async (_network, address) => ({ hash: HASH, amount: address.length.toString() });
    const response = await harness.request("/api/v1/faucet", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect([response.status, await response.json()]).toEqual([202, { hash: HASH, amount: "42" }]);
  });
});

describe("the probes and the description", () => {
  it("answer", async () => {
    expect(await harness.get("/healthz")).toEqual({ status: "alive" });
    expect(await harness.get("/readyz")).toMatchObject({ status: "ready", networks: ["alpha", "recorded"] });
    const metrics = await (await harness.request("/metrics")).text();
    expect(metrics).toMatch(/chainglass_head_height\{network="alpha"\} 9/);
    expect(metrics).toMatch(/chainglass_http_request_duration_seconds_count\{route="\/api\/v1\/blocks\/:id"/);
    expect(metrics).not.toContain(HASH);
  });

  it("describe every route in OpenAPI 3.1", async () => {
    const document = await harness.get<{ openapi: string; paths: Record<string, unknown> }>("/api/v1/openapi.json");
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths).toSorted()).toEqual(
      [
        "/api/v1/addresses/{address}",
        "/api/v1/addresses/{address}/transactions",
        "/api/v1/blocks",
        "/api/v1/blocks/{id}",
        "/api/v1/blocks/{id}/transactions",
        "/api/v1/consensus",
        "/api/v1/faucet",
        "/api/v1/mempool",
        "/api/v1/nodes",
        "/api/v1/nodes/{id}",
        "/api/v1/search",
        "/api/v1/sources",
        "/api/v1/status",
        "/api/v1/transactions",
        "/api/v1/transactions/{hash}",
        "/api/v1/transactions/{hash}/proof",
      ].toSorted(),
    );
  });

  it("are not ready before anything is indexed, and say so when the database is gone", async () => {
    const empty = await startHarness({ blocks: 3 });
    await empty.prisma.network.updateMany({ data: { headHeight: null } });
    expect((await empty.request("/readyz")).status).toBe(503);
    await empty.prisma.network.deleteMany();
    expect(await (await empty.request("/api/v1/blocks")).json()).toMatchObject({ status: 503, code: "not-ready" });
    await empty.close();
    const gone = await empty.request("/api/v1/blocks");
    expect(gone.status).toBeGreaterThanOrEqual(500);
    expect(await gone.text()).not.toMatch(/prisma|127\.0\.0\.1|stack/i);
  });
});
