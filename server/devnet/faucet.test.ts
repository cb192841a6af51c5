import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ChainQueryClient, ChainQueryService, GetAccountResponse, GetStatusResponse } from "#proto";
import { decodeTransaction } from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import { connect } from "#server/rpc";
import { createFaucet, type Faucet, FaucetError } from "./faucet";
import { generateKey, writeKeys } from "./network/keys";

const TO = "0x00000000000000000000000000000000000000aa";
let folder = "";
let server: Server;
let client: ChainQueryClient;
let nonces: number[] = [];
let clock = 0;
let faucet: Faucet;

/** A node that admits everything: the nonces it saw are what matters here. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "chainglass-faucet-"));
  nonces = [];
  clock = 0;
  server = new Server();
  const unexpected = () => {
    throw new Error("not asked for here");
  };
  server.addService(ChainQueryService, {
    getStatus: (_call: unknown, done: (error: null, value: object) => void) =>
      done(null, GetStatusResponse.fromPartial({ chainId: 7 })),
    getAccount: (_call: unknown, done: (error: null, value: object) => void) =>
      done(null, GetAccountResponse.fromPartial({ pendingNonce: nonces.length })),
    submitTransaction: (call: { request: { raw: Uint8Array } }, done: (error: null, value: object) => void) => {
      const decoded = decodeTransaction(call.request.raw, {}, nativeCrypto);
      nonces.push(Number(decoded.nonce));
      done(null, { hash: decoded.hash });
    },
    getBlock: unexpected,
    streamBlocks: unexpected,
    getTransaction: unexpected,
  });
  const port = await new Promise<number>((done, fail) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? fail(error) : done(bound),
    ),
  );
  client = connect(ChainQueryClient, `127.0.0.1:${port}`);
  const keyFile = join(folder, "faucet.key");
  writeKeys(keyFile, [generateKey()]);
  faucet = createFaucet({ network: "alpha", keyFile, client, now: () => clock });
});

afterEach(() => {
  client.close();
  server.forceShutdown();
  rmSync(folder, { recursive: true, force: true });
});

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe("the faucet", () => {
  it("gives nonces one after another, however many ask at once", async () => {
    const gifts = await Promise.all(Array.from({ length: 5 }, () => faucet.give(TO, 1n)));
    expect(nonces).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(gifts.map((gift) => gift.hash)).size).toBe(5);
  });

  it("limits an address for a minute, and says how long to wait", async () => {
    for (let gift = 0; gift < 5; gift++) await faucet.give(TO, 1n);
    clock = 20_000;
    const error = await refusal(faucet.give(TO.toUpperCase().replace("0X", "0x"), 1n));
    expect(error).toBeInstanceOf(FaucetError);
    expect(error).toMatchObject({ code: "limit", retryAfterMs: 40_000 });
    await faucet.give("0x00000000000000000000000000000000000000bb", 1n);
    clock = 60_000;
    await faucet.give(TO, 1n);
    expect(nonces).toHaveLength(7);
  });

  it("refuses what is no address and no amount", async () => {
    expect(await refusal(faucet.give("0x12", 1n))).toMatchObject({ code: "address" });
    expect(await refusal(faucet.give(TO, 0n))).toMatchObject({ code: "amount" });
    expect(nonces).toEqual([]);
  });
});
