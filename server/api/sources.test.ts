/** Asking a network's nodes over real gRPC: the next one serves when one is gone, within a deadline. */
import type { ServiceError } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Acknowledgement, Block, ChainQueryService } from "#proto";
import { transactionsRoot, verifyTransactionProof } from "#server/chain";
import { fromHex, to0x, toBigEndian } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { createGrpcServer, type GrpcServer, RpcError, unary } from "#server/rpc";
import type { Page, ProofView, TransactionView } from "./schema";
import { createSources, type Sources } from "./sources";
import { type Harness, startHarness } from "./testing/harness";

let harness: Harness;
let node: GrpcServer;
let sources: Sources;
let hang = false;

const raws = [1, 2, 3].map((byte) => new Uint8Array(80).fill(byte));

beforeAll(async () => {
  harness = await startHarness({ blocks: 10 });
  const methods = {
    getAccount: unary(async () => {
      if (hang) await new Promise((resolve) => setTimeout(resolve, 3_000));
      return { balance: toBigEndian(10n ** 21n), nonce: 3, pendingNonce: 4, codeHash: new Uint8Array(0) };
    }),
    getBlock: unary(() => ({ block: Block.fromPartial({ transactions: raws.map((raw) => ({ raw })) }) })),
    submitTransaction: unary(({ raw, acknowledgement }: { raw: Uint8Array; acknowledgement: Acknowledgement }) => {
      if (raw.length === 1) throw new RpcError("FAILED_PRECONDITION", "nonce-too-low: expected 7, not 3");
      const committed = acknowledgement === Acknowledgement.ACKNOWLEDGEMENT_COMMITTED;
      const hash = new Uint8Array(32).fill(7);
      return committed ? { hash, block: { height: 9, hash } } : { hash };
    }),
  };
  node = await createGrpcServer({
    listen: "127.0.0.1:0",
    services: (server) => server.addService(ChainQueryService, methods as never),
  });
  // The first is nobody; the second lives.
  const { count } = await harness.prisma.node.updateMany({ where: { id: "alpha-1" }, data: { grpc: "127.0.0.1:1" } });
  expect(count).toBe(1);
  await harness.prisma.node.updateMany({ where: { id: { not: "alpha-1" } }, data: { grpc: node.address } });
  sources = createSources(harness.prisma);
});
afterAll(async () => {
  sources.close();
  await node.stop();
  await harness.close();
});

describe("the nodes of a network", () => {
  it("tell an account, though the first can't be reached", async () => {
    expect(await sources.account("alpha", new Uint8Array(20))).toEqual({
      balance: 10n ** 21n,
      nonce: 3,
      isContract: false,
      at: null,
    });
    expect(await sources.account("nowhere", new Uint8Array(20))).toBeNull();
  });

  it("cost a page no more than a moment when they hang", async () => {
    hang = true;
    const start = performance.now();
    expect(await sources.account("alpha", new Uint8Array(20))).toBeNull();
    expect(performance.now() - start).toBeLessThan(2_500);
    hang = false;
  });

  it("take transactions, or refuse them with their own words", async () => {
    const received = await sources.submit("alpha", new Uint8Array(2), "received");
    expect([to0x(received.hash), received.block]).toEqual([`0x${"07".repeat(32)}`, null]);
    expect(await sources.submit("alpha", new Uint8Array(2), "committed")).toMatchObject({ block: { height: 9 } });
    const refused: Promise<unknown> = sources.submit("alpha", new Uint8Array(1), "received");
    await expect(refused).rejects.toMatchObject({
      code: 9,
      details: "nonce-too-low: expected 7, not 3",
    } satisfies Partial<ServiceError>);
  });

  it("give the block that a proof is built from, and a wrong one proves nothing", async () => {
    const { items } = await harness.get<Page<TransactionView>>("/api/v1/transactions?limit=100");
    const [transaction] = items.filter((item) => item.index !== null && item.index < raws.length);
    const path = `/api/v1/transactions/${transaction?.hash}/proof`;
    harness.sources.block = sources.block;
    expect(await (await harness.request(path)).json()).toMatchObject({ status: 422, code: "proof-unavailable" });
    const root = new Uint8Array(transactionsRoot(raws, nativeCrypto));
    await harness.prisma.block.updateMany({ where: { network: "alpha" }, data: { transactionsRoot: root } });
    const proof = await harness.get<ProofView>(path);
    expect(proof).toMatchObject({ kind: "mpt", root: to0x(root), blockHash: transaction?.blockHash });
    const { key, path: nodes } = proof;
    const checked = verifyTransactionProof(
      { kind: "mpt", root, key: fromHex(key), path: nodes.map(fromHex) },
      nativeCrypto,
    );
    expect(checked).toEqual(raws[transaction?.index ?? 0]);
  });
});
