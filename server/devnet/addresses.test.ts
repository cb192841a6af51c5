import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refusedAddresses } from "./addresses";

let answer = "";
const server = createServer((_request, response) => response.end(answer));
beforeAll(async () => new Promise<void>((done) => void server.listen(0, done)));
afterAll(() => void server.close());
const port = () => (server.address() as AddressInfo).port;
const look = () => refusedAddresses(port(), AbortSignal.timeout(5_000));

describe("addresses that can't be used", () => {
  it("are said with their reason, and no others", async () => {
    const fine = { network: "a", address: "127.0.0.1:1", problem: null };
    const refused = { network: "a", address: "127.0.0.1:2", problem: { detail: "Nothing listens there." } };
    answer = JSON.stringify({ items: [fine, refused] });
    expect(await look()).toEqual(["a@127.0.0.1:2 can't be used yet: Nothing listens there."]);
  });
  it("are cut where they are many", async () => {
    const items = Array.from({ length: 11 }, (_, index) => ({
      network: "a",
      address: `h:${index}`,
      problem: { detail: "No." },
    }));
    answer = JSON.stringify({ items });
    const lines = await look();
    expect([lines.length, lines.at(-1)]).toEqual([9, "and 3 more: see /docs/attach"]);
  });
  it("are nothing where the answer is another one", async () => {
    answer = "oops";
    expect(await look()).toEqual([]);
  });
});
