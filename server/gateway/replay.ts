/**
 * A recorded chain, served over the same contract as a running node: status, blocks, ranges, and a heartbeat each second.
 * It takes no transactions and knows no accounts, and says so.
 */
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Block,
  type BlockId,
  BlockPart,
  BlockTag,
  type ChainQueryServer,
  ChainQueryService,
  type Event,
  type GetStatusResponse,
  type NodeEventsServer,
  NodeEventsService,
  type StreamBlocksRequest,
  type SubscribeRequest,
  Topic,
} from "#proto";
import type { ChainBlock } from "#server/chain";
import type { Log } from "#server/lib/log";
import { createGrpcServer, RpcError, serverStream, unary } from "#server/rpc";
import { Recording } from "./recording/recording";

const HEARTBEAT_MS = 1_000;
const VERSION = "replay-1";

export interface ReplayOptions {
  /** Files, or folders of .json files. */
  readonly paths: readonly string[];
  /** `host:port`. */
  readonly listen: string;
  readonly signal?: AbortSignal;
  readonly log?: Log;
}

export interface Replay {
  readonly address: string;
  readonly blocks: number;
  /** What was found odd and left aside, in sentences. */
  readonly notes: readonly string[];
  stop(): Promise<void>;
}

function withParts(block: ChainBlock, include: readonly BlockPart[]): Block {
  if (include.includes(BlockPart.BLOCK_PART_RECEIPTS)) return block;
  return { ...block, receipts: [], unavailable: [] };
}

function find(recording: Recording, id: BlockId["id"]): ChainBlock | null {
  switch (id?.$case) {
    case "height":
      return recording.byHeight(id.value);
    case "hash":
      return recording.byHash(id.value);
    case "tag":
      if (id.value === BlockTag.BLOCK_TAG_EARLIEST) return recording.byHeight(recording.earliest);
      if (id.value === BlockTag.BLOCK_TAG_LATEST) return recording.byHeight(recording.highest);
      if (id.value === BlockTag.BLOCK_TAG_FINAL)
        throw new RpcError("NOT_FOUND", "a recording does not say what is final");
      throw new RpcError("INVALID_ARGUMENT", "id.tag: expected LATEST, FINAL or EARLIEST");
    case undefined:
      throw new RpcError("INVALID_ARGUMENT", "id: expected a height, a hash or a tag");
  }
}

function statusOf(recording: Recording, address: string): GetStatusResponse {
  const head = recording.byHeight(recording.highest);
  return {
    nodeId: "recording",
    nodeName: `recording at ${address}`,
    version: VERSION,
    bootId: `${VERSION}-${recording.fingerprint}`,
    engine: recording.engine,
    ledger: "account",
    chainId: recording.chainId,
    genesisHash: new Uint8Array(),
    head: head ? { height: head.height, hash: head.hash } : undefined,
    headTime: head?.time,
    final: undefined,
    earliestHeight: recording.earliest,
    peers: 0,
    jsonRpc: "",
    validators: [],
    live: false,
    rules: "ethereum",
    contiguous: recording.contiguous,
  };
}

async function* range(recording: Recording, { fromHeight, toHeight, include }: StreamBlocksRequest) {
  if (toHeight < fromHeight) throw new RpcError("INVALID_ARGUMENT", "to_height: expected not less than from_height");
  for (const height of recording.heights(fromHeight, toHeight)) {
    const block = recording.byHeight(height);
    if (block) yield { block: withParts(block, include) };
  }
}

function queryService(recording: Recording, address: () => string): ChainQueryServer {
  return {
    getStatus: unary(() => statusOf(recording, address())),
    getBlock: unary(({ id, include }) => {
      const block = find(recording, id?.id);
      if (!block) throw new RpcError("NOT_FOUND", "the recording holds no such block");
      return { block: withParts(block, include) };
    }),
    streamBlocks: serverStream((request) => range(recording, request)),
    getTransaction: unary(({ hash }) => {
      if (hash.length !== 32) throw new RpcError("INVALID_ARGUMENT", `hash: expected 32 bytes, not ${hash.length}`);
      const found = recording.transaction(hash);
      const raw = found?.block.transactions[found.index]?.raw;
      if (!found || !raw) throw new RpcError("NOT_FOUND", "the recording holds no such transaction");
      const { block, index } = found;
      return { raw, block: { height: block.height, hash: block.hash }, index, receipt: block.receipts[index] };
    }),
    getAccount: unary(() => {
      throw new RpcError("NOT_FOUND", "a recording holds blocks, not accounts");
    }),
    submitTransaction: unary(() => {
      throw new RpcError("FAILED_PRECONDITION", "recording: this source is a recording and takes no transactions");
    }),
  };
}

function eventsService(recording: Recording, bootId: string, signal: AbortSignal): NodeEventsServer {
  async function* heartbeats(request: SubscribeRequest, gone: AbortSignal): AsyncGenerator<Event> {
    if (request.after) throw new RpcError("OUT_OF_RANGE", "a recording keeps no events: fetch ranges, then subscribe");
    const wanted = request.topics.length === 0 || request.topics.includes(Topic.TOPIC_HEARTBEAT);
    const head = recording.byHeight(recording.highest);
    const ends = AbortSignal.any([signal, gone]);
    for (let seq = 1; !ends.aborted; seq++) {
      if (wanted) yield beat(bootId, seq, head);
      await sleep(HEARTBEAT_MS, undefined, { signal: ends }).catch(() => {});
    }
  }
  return { subscribe: serverStream(heartbeats) };
}

function beat(bootId: string, seq: number, head: ChainBlock | null): Event {
  const value = {
    head: head ? { height: head.height, hash: head.hash } : undefined,
    headTime: head?.time,
    stateRoot: new Uint8Array(),
    final: undefined,
    peers: [],
    mempoolCount: 0,
    mempoolBytes: 0,
    consensus: undefined,
    rssBytes: process.memoryUsage.rss(),
    eventLoopDelayP99Ms: 0,
    storageBytes: 0,
    uptimeMs: Math.round(process.uptime() * 1000),
  };
  const monotonicUs = Math.round(performance.now() * 1000);
  return { bootId, prev: seq - 1, seq, time: new Date(), monotonicUs, payload: { $case: "heartbeat", value } };
}

/** @throws RecordingError before anything is served, where a file can't be */
export async function startReplay({ paths, listen, signal, log }: ReplayOptions): Promise<Replay> {
  const recording = new Recording(paths);
  for (const note of recording.notes) log?.warn(note);
  const stopping = new AbortController();
  const ends = signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal;
  let address = listen;
  const server = await createGrpcServer({
    listen,
    setting: "--listen",
    ...(log ? { log } : {}),
    services(grpc) {
      grpc.addService(
        ChainQueryService,
        queryService(recording, () => address),
      );
      grpc.addService(NodeEventsService, eventsService(recording, statusOf(recording, listen).bootId, ends));
    },
  });
  address = server.address;
  return {
    address,
    blocks: recording.count,
    notes: recording.notes,
    async stop() {
      stopping.abort();
      await server.stop();
    },
  };
}
