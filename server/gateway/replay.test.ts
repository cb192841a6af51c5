/** What a recording may look like, and what is said of one that can't be served. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChainQueryClient, NodeEventsClient, Topic } from "#proto";
import { call, connect, status } from "#server/rpc";
import { classify } from "./recording/classify";
import { startReplay } from "./replay";

const hex = (byte: string, bytes: number) => `0x${byte.repeat(bytes)}`;
const block = (height: number) => ({
  hash: hex(`0${height}`, 32),
  parentHash: hex("aa", 32),
  sha3Uncles: "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",
  miner: hex("09", 20),
  stateRoot: hex("07", 32),
  transactionsRoot: "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
  receiptsRoot: "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
  logsBloom: hex("00", 256),
  difficulty: "0x0",
  number: `0x${height.toString(16)}`,
  gasLimit: "0x1c9c380",
  gasUsed: "0x0",
  timestamp: "0x65f00000",
  extraData: "0x",
  mixHash: hex("00", 32),
  nonce: "0x0000000000000000",
  baseFeePerGas: "0x7",
  transactions: [],
  uncles: [],
});

describe("classify", () => {
  it("takes blocks and receipts, bare, in answers, and in arrays", () => {
    const receipts = [{ transactionHash: "0x", cumulativeGasUsed: "0x1" }];
    const kinds = (json: unknown) => {
      const parts = classify(json);
      return typeof parts === "string" ? parts : parts.map(({ kind }) => kind);
    };
    expect(kinds(block(1))).toEqual(["block"]);
    expect(kinds({ jsonrpc: "2.0", id: 1, result: block(1) })).toEqual(["block"]);
    expect(kinds([block(1), { result: block(2) }, receipts])).toEqual(["block", "block", "receipts"]);
    expect(kinds({ result: receipts })).toEqual(["receipts"]);
  });

  it.each([
    [{ hello: 1 }, /expected a block with whole transactions/],
    [[], /expected a block/],
    [{ error: { code: -32601 } }, /error answer/],
    [{ ...block(1), transactions: ["0xabc"] }, /transactions\[0\] is only a hash/],
    [[block(1), 7], /item 1 is neither/],
  ])("refuses what is neither (%#)", (json, expected) => {
    expect(classify(json)).toMatch(expected);
  });
});

describe("startReplay", () => {
  let folder: string;
  const write = (name: string, json: unknown) => {
    const file = join(folder, name);
    writeFileSync(file, typeof json === "string" ? json : JSON.stringify(json));
    return file;
  };
  const serve = (...paths: string[]) => startReplay({ paths, listen: "127.0.0.1:0" });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "chainglass-replay-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("names the file of what it can't serve", async () => {
    await expect(serve(join(folder, "absent"))).rejects.toThrow(/absent: no such file or folder/);
    await expect(serve(folder)).rejects.toThrow(/no file in this folder/);
    await expect(serve(write("not.json", "{"))).rejects.toThrow(/not\.json: at byte 1: not JSON/);
    await expect(serve(write("other.json", { a: 1 }))).rejects.toThrow(/other\.json: expected a block/);
    const damaged = write("damaged.json", { ...block(3), gasLimit: "lots" });
    await expect(serve(damaged)).rejects.toThrow(/damaged\.json: .*gasLimit/);
  });

  it.each([
    [0, /of-0\.json: block 0 has the hash 0x(00){32}, but --genesis g\.json makes 0x(cc){32}; it is another/],
    [1, /of-1\.json: block 1 follows a genesis block with the hash 0x(aa){32}, but --genesis g\.json makes 0x(cc){32}/],
  ])("refuses a genesis that block %i does not fit", async (height, expected) => {
    const paths = [write(`of-${height}.json`, [block(height), block(height + 1)])];
    const own = { chainId: 7, rules: "ethereum", epochLength: null, blockIntervalMs: null, header: null };
    const start = (byte: number) =>
      startReplay({
        paths,
        listen: "127.0.0.1:0",
        genesis: { ...own, hash: new Uint8Array(32).fill(byte) },
        genesisName: "--genesis g.json",
      });
    await expect(start(0xcc)).rejects.toThrow(expected);
    await (await start(height === 0 ? 0 : 0xaa)).stop();
  });

  it("serves what there is, says where it ends, and refuses what a recording can't do", async () => {
    const several = write("several.json", [block(5), block(3)]);
    const replay = await serve(several);
    const client = connect(ChainQueryClient, replay.address);
    try {
      const stated = await call<import("#proto").GetStatusResponse>((done) => client.getStatus({}, done));
      expect(stated).toMatchObject({
        live: false,
        contiguous: false,
        earliestHeight: 3,
        rules: "ethereum",
        ledger: "account",
      });
      expect(stated.head?.height).toBe(5);
      const heights: number[] = [];
      for await (const { block: each } of client.streamBlocks({ fromHeight: 0, toHeight: 9, include: [] }))
        heights.push(each.height);
      expect(heights).toEqual([3, 5]);
      const height = (value: number) => ({ id: { id: { $case: "height" as const, value } }, include: [] });
      await expect(call((done) => client.getBlock(height(4), done))).rejects.toMatchObject({ code: status.NOT_FOUND });
      await expect(call((done) => client.getBlock({ id: {}, include: [] }, done))).rejects.toMatchObject({
        code: status.INVALID_ARGUMENT,
      });
      const submit = { raw: new Uint8Array(1), acknowledgement: 1 };
      await expect(call((done) => client.submitTransaction(submit, done))).rejects.toMatchObject({
        code: status.FAILED_PRECONDITION,
      });
    } finally {
      client.close();
      await replay.stop();
    }
  });

  it("advances at a pace, and announces each new head", async () => {
    const several = write("paced.json", [block(3), block(4), block(5), block(6)]);
    const replay = await startReplay({ paths: [several], listen: "127.0.0.1:0", blocksPerSecond: 5 });
    const query = connect(ChainQueryClient, replay.address);
    const events = connect(NodeEventsClient, replay.address);
    try {
      const stream = events.subscribe({ topics: [Topic.TOPIC_BLOCKS, Topic.TOPIC_HEARTBEAT] });
      const heights: (number | undefined)[] = [];
      let seq = 0;
      for await (const event of stream as AsyncIterable<import("#proto").Event>) {
        expect(event.prev).toBe(seq);
        seq = event.seq;
        if (event.payload?.$case !== "blockCommitted") continue;
        heights.push(event.payload.value.block?.height);
        if (heights.length === 1) {
          const ahead = call((done) =>
            query.getBlock({ id: { id: { $case: "height", value: 6 } }, include: [] }, done),
          );
          await expect(ahead).rejects.toMatchObject({ code: status.NOT_FOUND });
        }
        if (heights.at(-1) === 6) break;
      }
      expect(heights).toEqual([4, 5, 6]);
      const stated = await call<import("#proto").GetStatusResponse>((done) => query.getStatus({}, done));
      expect(stated.head?.height).toBe(6);
      const stale = events.subscribe({ topics: [], after: { bootId: "another", seq: 1 } });
      const first = (stale as AsyncIterable<unknown>)[Symbol.asyncIterator]().next();
      await expect(first).rejects.toMatchObject({ code: status.OUT_OF_RANGE });
    } finally {
      query.close();
      events.close();
      await replay.stop();
    }
  });

  it("says in its status what it could not read", async () => {
    const replay = await serve(write("good.json", block(3)), write("bad.json", '{"hash": nothing}'));
    const client = connect(ChainQueryClient, replay.address);
    try {
      const stated = await call<import("#proto").GetStatusResponse>((done) => client.getStatus({}, done));
      expect(stated.faults?.items).toEqual([
        { file: join(folder, "bad.json"), offset: 9, reason: expect.stringContaining("not JSON") },
      ]);
      expect([stated.head?.height, replay.faults.length]).toEqual([3, 1]);
    } finally {
      client.close();
      await replay.stop();
    }
  });

  it("has the same name for the same content, and another after a change", async () => {
    const bootIdOf = async (path: string) => {
      const replay = await serve(path);
      const client = connect(ChainQueryClient, replay.address);
      const { bootId } = await call<import("#proto").GetStatusResponse>((done) => client.getStatus({}, done));
      client.close();
      await replay.stop();
      return bootId;
    };
    const file = write("same.json", block(7));
    const first = await bootIdOf(file);
    expect(await bootIdOf(file)).toBe(first);
    expect(await bootIdOf(write("same.json", { ...block(7), gasUsed: "0x1" }))).not.toBe(first);
  });
});
