/** Looks at real sockets: each way in which an address can be wrong, and two sources of different chains. */
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { type ChainQueryServer, ChainQueryService } from "#proto";
import { createGrpcServer, RpcError, unary } from "#server/rpc";
import { createSourceChecks, differenceOf, type KnownChain } from "./checks";

const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

function listening(server: Server): Promise<string> {
  closing.push(async () => server.close());
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
}

async function closedPort(): Promise<string> {
  const server = createServer();
  const address = await listening(server);
  await new Promise((done) => server.close(done));
  return address;
}

let asked = 0;
async function source(genesis: number, live: boolean): Promise<string> {
  const refuse = () => {
    throw new RpcError("UNIMPLEMENTED", "not here");
  };
  const service: ChainQueryServer = {
    getStatus: unary(() => {
      asked++;
      return {
        nodeId: `n${genesis}`,
        nodeName: `n${genesis}`,
        version: "1",
        bootId: "b",
        engine: "poa",
        ledger: "account",
        chainId: 7,
        genesisHash: new Uint8Array(32).fill(genesis),
        head: { height: 9, hash: new Uint8Array(32) },
        headTime: new Date(0),
        final: undefined,
        earliestHeight: 3,
        peers: 0,
        jsonRpc: "",
        validators: [],
        live,
        rules: "chainglass-poa",
        contiguous: true,
      };
    }),
    getBlock: unary(() => {
      throw new RpcError("NOT_FOUND", "no");
    }),
    submitTransaction: unary(() => {
      throw new RpcError("INVALID_ARGUMENT", "malformed: an empty transaction");
    }),
    getAccount: unary(() => ({
      balance: new Uint8Array(),
      nonce: 0,
      pendingNonce: 0,
      codeHash: new Uint8Array(),
      at: undefined,
    })),
    getTransaction: unary(refuse),
    streamBlocks: refuse,
  };
  const server = await createGrpcServer({
    listen: "127.0.0.1:0",
    services: (grpc) => grpc.addService(ChainQueryService, service),
  });
  closing.push(() => server.stop());
  return server.address;
}

const look = (addresses: string[], known: KnownChain | null = null) =>
  createSourceChecks({
    configured: async () => addresses.map((address) => ({ network: "a", address })),
    chainOf: async () => known,
  });

describe("a look at configured addresses", () => {
  it("names each reason why one can't be used, within the time it has", async () => {
    const began = Date.now();
    const silent = createServer(() => {});
    const web = createHttpServer((_, response) => response.end("hello"));
    const found = await look([
      await closedPort(),
      await listening(web),
      await listening(silent),
      "nowhere.invalid:1",
    ]).list();
    expect(found.map(({ problem }) => problem?.code)).toEqual([
      "connection-refused",
      "not-a-source",
      "timeout",
      "unknown-host",
    ]);
    expect(found.every(({ ok, facts, gives, latencyMs }) => !ok && !facts && !gives && latencyMs === null)).toBe(true);
    expect(Date.now() - began).toBeLessThan(3_500);
  });

  it("tells what a source is, what it gives and what it refuses", async () => {
    const [view] = await look([await source(1, true)]).list();
    expect(view).toMatchObject({
      ok: true,
      problem: null,
      facts: { engine: "poa", chainId: 7, heights: [3, 9], live: true },
    });
    expect(view?.gives).toEqual({
      blocks: "unavailable",
      receipts: "unavailable",
      events: "unavailable",
      transactions: "given",
      accounts: "given",
      certificates: "unavailable",
      consensus: "unavailable",
    });
  });

  it("tells a stranger from its siblings, or from what is indexed already", async () => {
    const [one, two] = [await source(1, false), await source(2, false)];
    const siblings = await look([one, two]).list();
    expect(siblings.map(({ problem }) => problem?.code ?? "fine")).toEqual(["fine", "other-chain"]);
    const known = { chainId: 7, genesisHash: `0x${"02".repeat(32)}` };
    const indexed = await look([one, two], known).list();
    expect(indexed.map(({ ok }) => ok)).toEqual([false, true]);
    expect(indexed[0]?.problem?.expected).toContain(known.genesisHash);
  });

  it("asks once for many who want to know", async () => {
    const checks = look([await source(3, false)]);
    const before = asked;
    await Promise.all([checks.list(), checks.list()]);
    await checks.list();
    expect(asked - before).toBe(1);
  });
});

describe("differenceOf", () => {
  it("takes what is not said for no difference", () => {
    expect(differenceOf({ chainId: 1, genesisHash: null }, { chainId: 1, genesisHash: "0x1" })).toBeNull();
    expect(differenceOf({ chainId: 1, genesisHash: null }, { chainId: 2, genesisHash: null })?.code).toBe(
      "other-chain",
    );
  });
});
