/** The one HTTP server, spoken to in raw bytes where clients would tidy up what is wrong. */
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, createWebServer, listen } from "./server";
import { doorOf, refuseUrl, URL_CHARACTERS_MAX } from "./url";

let server: Server;
let pageFails = false;
const logged: unknown[] = [];

beforeAll(async () => {
  server = createWebServer();
  attach(server, {
    rest: (request) => Response.json({ door: "rest", path: new URL(request.url).pathname }),
    pages: async (request, response) => {
      if (pageFails) throw new Error("secret insides");
      response.end(`page ${request.url} ${request.headers["content-security-policy"]}`);
    },
    dev: false,
    log: { error: (...args: unknown[]) => void logged.push(args) },
  });
  await listen(server, 0);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const port = () => (server.address() as AddressInfo).port;

function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port(), "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += String(chunk);
      socket.end();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

const get = (target: string) => raw(`GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);

describe("the server", () => {
  it("gives each request to its door", () => {
    const doors = {
      "/api/v1/status": "rest",
      "/api": "rest",
      "/healthz?x": "rest",
      "/metrics": "rest",
      "/live/?EIO=4": "live",
    };
    for (const [url, door] of Object.entries(doors)) expect(doorOf(url)).toBe(door);
    for (const url of ["/", "/live", "/lively/", "/apiary", "/healthz/x", "/_next/static/x.js"])
      expect(doorOf(url)).toBe("pages");
  });

  it.each([
    "/%E0%A4%A",
    "//",
    "//evil.example/x",
    "http://evil.example/",
    "*",
    "/%00",
    `/${"a".repeat(URL_CHARACTERS_MAX)}`,
    "/\\x",
  ])("refuses %j with a problem", async (target) => {
    const answer = await get(target);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain("application/problem+json");
    expect(answer).toContain('"code":"invalid-url"');
    expect(refuseUrl("/blocks/5?q=%E4%B8%AD")).toBeNull();
  });

  it("survives what is not HTTP", async () => {
    expect(await raw("\x16\x03\x01 garbage\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(`GET / HTTP/1.1\r\nx: ${"y".repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 (400|431) /);
    expect(await raw("GET /api/v1/status HTTP/1.1\r\nhost: a b/c\r\nconnection: close\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect(await get("/api/v1/status")).toContain('{"door":"rest","path":"/api/v1/status"}');
  });

  it("puts a new nonce on every page, in the request as in the answer, and protects all answers", async () => {
    const pages = await Promise.all([fetch(`http://127.0.0.1:${port()}/a`), fetch(`http://127.0.0.1:${port()}/b`)]);
    const policies = pages.map((page) => page.headers.get("content-security-policy") ?? "");
    expect(await pages[0]?.text()).toBe(`page /a ${policies[0]}`);
    expect(policies[0]).not.toBe(policies[1]);
    expect(policies[0]).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/]{22}==' 'strict-dynamic';/);
    expect(policies[0]).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
    for (const path of ["/a", "/api/v1/status"]) {
      const { headers } = await fetch(`http://127.0.0.1:${port()}${path}`);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
    }
  });

  it("answers a page's failure without its insides", async () => {
    pageFails = true;
    const response = await fetch(`http://127.0.0.1:${port()}/a`);
    pageFails = false;
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    expect(logged).toHaveLength(1);
  });

  it("names PORT when the port is taken", async () => {
    const second = createWebServer();
    await expect(listen(second, port())).rejects.toThrow(`Port ${port()} is taken. Set PORT to another one`);
  });
});
