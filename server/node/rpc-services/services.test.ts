/** Each error code of a node's services once, and what answers look like; one node in this process, over real gRPC. */
import type { Client } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  Acknowledgement,
  BlockSyncClient,
  ChainQueryClient,
  ConsensusClient,
  type Event,
  type GetAccountResponse,
  type GetStatusResponse,
  GossipClient,
  NodeEventsClient,
  type StreamBlocksResponse,
  type SubmitTransactionResponse,
  Topic,
} from "#proto";
import { fromBigEndian, fromHex, toHex } from "#server/lib/bytes";
import type { Running } from "#server/lib/lifecycle";
import { call, connect, rpcStatusOf } from "#server/rpc";
import { readNodeConfig } from "../node-config";
import { startNode } from "../start";
import { newKey, TestNetwork } from "../testing/network";
import { transfer } from "../testing/transaction";

let network: TestNetwork;
let running: Running;
let query: ChainQueryClient;
const clients: Client[] = [];
const open = <T extends Client>(Service: Parameters<typeof connect<T>>[0]): T => {
  const client = connect(Service, network.node(0).address);
  clients.push(client);
  return client;
};

beforeAll(async () => {
  network = await TestNetwork.create({ nodes: 1, blockIntervalMs: 100 });
  running = await startNode(readNodeConfig(network.node(0).configFile));
  query = open(ChainQueryClient);
}, 120_000);
afterAll(async () => {
  for (const client of clients) client.close();
  await running.stop();
  await network.remove();
});

async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "no refusal";
  } catch (error) {
    const status = rpcStatusOf(error);
    return `${status?.name} ${status?.details}`;
  }
}

/** What a stream brings until it ends, fails or has brought enough. */
async function drain<T>(stream: AsyncIterable<T> & { cancel(): void }, count = 1_000): Promise<T[]> {
  const taken: T[] = [];
  for await (const each of stream) {
    taken.push(each);
    if (taken.length >= count) break;
  }
  stream.cancel();
  return taken;
}

type Iterable<T> = AsyncIterable<T> & { cancel(): void; on(event: "error", listener: () => void): unknown };
function iterable<T>(stream: unknown): Iterable<T> {
  const iterableStream = stream as Iterable<T>;
  iterableStream.on("error", () => {});
  return iterableStream;
}

const getBlock = (id: object | undefined, include: number[] = []) =>
  refusal(call((done) => query.getBlock({ id: id ? { id: id as never } : undefined, include }, done)));
const submit = (raw: Uint8Array, acknowledgement = Acknowledgement.ACKNOWLEDGEMENT_RECEIVED) =>
  call<SubmitTransactionResponse>((done) => query.submitTransaction({ raw, acknowledgement }, done));
const account = (address: string) =>
  call<GetAccountResponse>((done) => query.getAccount({ address: fromHex(address) }, done));
const stream = (fromHeight: number, toHeight: number) =>
  drain(iterable<StreamBlocksResponse>(query.streamBlocks({ fromHeight, toHeight, include: [1] })));
const subscribe = (request: { after?: { bootId: string; seq: number }; topics: Topic[] }, count: number) =>
  drain(iterable<Event>(open(NodeEventsClient).subscribe(request)), count);

describe("queries", () => {
  it("name the field and what was expected", async () => {
    expect(await getBlock(undefined)).toBe("INVALID_ARGUMENT id: missing, expected a height, a hash or a tag");
    expect(await getBlock({ $case: "hash", value: new Uint8Array(5) })).toBe(
      "INVALID_ARGUMENT id.hash: 5 bytes, expected 32",
    );
    expect(await getBlock({ $case: "tag", value: 9 })).toMatch(/^INVALID_ARGUMENT id.tag: 9/);
    expect(await getBlock({ $case: "height", value: 0 }, [7])).toMatch(/^INVALID_ARGUMENT include: part 7/);
    expect(await getBlock({ $case: "height", value: 1e9 })).toMatch(/^NOT_FOUND no block 1000000000 here/);
    expect(await getBlock({ $case: "hash", value: new Uint8Array(32) })).toMatch(/^NOT_FOUND no block 0x0000/);
    expect(await refusal(stream(5, 2))).toBe("INVALID_ARGUMENT from_height: 5, expected at most to_height, 2");
    const hash = (length: number) =>
      refusal(call((done) => query.getTransaction({ hash: new Uint8Array(length) }, done)));
    expect(await hash(3)).toBe("INVALID_ARGUMENT hash: 3 bytes, expected 32");
    expect(await hash(32)).toMatch(/^NOT_FOUND no transaction 0x00/);
    expect(await refusal(account("0x1234"))).toBe("INVALID_ARGUMENT address: 2 bytes, expected 20");
  });

  it("stream a range and end at the head without error", async () => {
    await network.untilFinal(network.node(0), 3);
    const blocks = await stream(1, 1e6);
    expect(blocks.slice(0, 3).map(({ block }) => block?.height)).toEqual([1, 2, 3]);
    expect(blocks[0]?.block).toMatchObject({ final: true, certificate: { engine: "poa" } });
  });
});

describe("transactions", () => {
  it("are refused with a code and a sentence", async () => {
    const base = { from: network.funded, nonce: 0, chainId: network.chainId };
    const refused = (raw: Uint8Array) => refusal(submit(raw));
    expect(await refused(new Uint8Array(0))).toMatch(/^INVALID_ARGUMENT malformed: /);
    expect(await refused(Uint8Array.of(1, 2, 3))).toMatch(/^INVALID_ARGUMENT malformed: /);
    expect(await refused(transfer({ ...base, chainId: 1 }))).toMatch(/^INVALID_ARGUMENT wrong-chain: /);
    expect(await refused(transfer({ ...base, from: newKey() }))).toMatch(
      /^FAILED_PRECONDITION balance-too-low: costs up to [0-9.]+ ether \(\d+ wei\), the account has 0 ether \(0 wei\)/,
    );
    expect(await refused(transfer({ ...base, nonce: 9_999 }))).toMatch(/^FAILED_PRECONDITION nonce-too-high: /);
    expect(await refused(transfer({ ...base, gasLimit: 10n ** 9n }))).toMatch(/^INVALID_ARGUMENT gas-limit-too-high: /);
    expect(await refused(new Uint8Array(200_000))).toMatch(/^INVALID_ARGUMENT transaction-too-large: /);
  });

  it("become final, move the account, and are not taken twice", async () => {
    const raw = transfer({
      from: network.funded,
      nonce: 0,
      chainId: network.chainId,
      value: 7n,
      to: `0x${"b".repeat(40)}`,
    });
    const { block } = await submit(raw, Acknowledgement.ACKNOWLEDGEMENT_COMMITTED);
    expect(block?.height).toBeGreaterThan(0);
    expect(await account(network.funded.address)).toMatchObject({ nonce: 1, pendingNonce: 1 });
    expect(fromBigEndian((await account(`0x${"b".repeat(40)}`)).balance)).toBe(7n);
    expect(await refusal(submit(raw))).toMatch(/^FAILED_PRECONDITION nonce-too-low: /);
  });
});

describe("events", () => {
  it("begin with a heartbeat, link up under their topics, and resume after a cursor", async () => {
    const topics = [Topic.TOPIC_BLOCKS, Topic.TOPIC_HEARTBEAT];
    const first = await subscribe({ topics }, 6);
    expect(first[0]?.payload?.$case).toBe("heartbeat");
    for (const [index, event] of first.entries()) if (index > 0) expect(event.prev).toBe(first[index - 1]?.seq);
    const [, , third, fourth] = first;
    const after = { bootId: third?.bootId ?? "", seq: third?.seq ?? 0 };
    const [next] = await subscribe({ after, topics }, 1);
    expect(next).toMatchObject({ prev: third?.seq, seq: fourth?.seq });
  });

  it("carry whole blocks with receipts", async () => {
    const reading = subscribe({ topics: [Topic.TOPIC_BLOCKS] }, 40);
    await submit(transfer({ from: network.funded, nonce: 1, chainId: network.chainId }));
    const full = (await reading).find(
      ({ payload }) => payload?.$case === "blockCommitted" && payload.value.block?.transactions.length === 1,
    );
    expect(full?.payload).toMatchObject({ value: { block: { receipts: [{ gasUsed: 21_000 }] } } });
  });

  it("refuse foreign cursors and unknown topics", async () => {
    const other = { bootId: "another", seq: 1 };
    expect(await refusal(subscribe({ after: other, topics: [] }, 1))).toMatch(/^OUT_OF_RANGE after.boot_id/);
    const { bootId } = await call<GetStatusResponse>((done) => query.getStatus({}, done));
    expect(await refusal(subscribe({ after: { bootId, seq: 1e9 }, topics: [] }, 1))).toMatch(/^OUT_OF_RANGE after.seq/);
    expect(await refusal(subscribe({ topics: [99 as Topic] }, 1))).toBe("INVALID_ARGUMENT topics: 99 is not a topic");
  });
});

describe("between nodes", () => {
  const hello = (nodeId: string, genesisHash: Uint8Array) => {
    const exchange = open(ConsensusClient).exchange();
    exchange.write({ message: { $case: "hello", value: { nodeId, genesisHash, version: "test" } } });
    return refusal(drain(iterable(exchange), 1));
  };

  it("other chains and strangers are refused", async () => {
    expect(await hello("t-2", new Uint8Array(32))).toMatch(/^FAILED_PRECONDITION genesis_hash 0x0000/);
    const { genesisHash } = await call<GetStatusResponse>((done) => query.getStatus({}, done));
    expect(await hello("stranger", genesisHash)).toMatch(/^PERMISSION_DENIED node_id "stranger"/);
    const gossip = open(GossipClient).shareTransactions();
    gossip.write({ from: "stranger", transactions: [] });
    expect(await refusal(drain(iterable(gossip), 1))).toMatch(/^PERMISSION_DENIED from "stranger"/);
  });

  it("blocks are sent from the fork point, a window at a time", async () => {
    await network.untilFinal(network.node(0), 8);
    const { genesisHash, final } = await call<GetStatusResponse>((done) => query.getStatus({}, done));
    const sync = open(BlockSyncClient).syncBlocks();
    const want = { locator: [new Uint8Array(32), genesisHash], target: final?.hash, window: 3 };
    sync.write({ request: { $case: "want", value: want } });
    const heights: number[] = [];
    let pause = 0;
    for await (const { response } of iterable<{
      response?: { $case: string; value: { height: number; hash: Uint8Array } };
    }>(sync)) {
      if (response?.$case !== "block") break;
      heights.push(response.value.height);
      if (heights.length === 3) {
        // Nothing more may come before an acknowledgement.
        const before = heights.length;
        await new Promise((resolve) => setTimeout(resolve, 100));
        pause = heights.length - before;
      }
      if (heights.length >= 3) sync.write({ request: { $case: "acknowledged", value: response.value } });
    }
    sync.cancel();
    expect(pause).toBe(0);
    expect(heights).toEqual(Array.from({ length: final?.height ?? 0 }, (_, index) => index + 1));
    const unknown = open(BlockSyncClient).syncBlocks();
    unknown.write({ request: { $case: "want", value: { ...want, window: 0 } } });
    expect(await refusal(drain(iterable(unknown)))).toBe("INVALID_ARGUMENT want.window: 0, expected 1 to 256");
    expect(toHex(genesisHash)).toHaveLength(64);
  });
});
