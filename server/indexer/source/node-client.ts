/** One node, spoken to over the contract: status, blocks, ranges and events. Our own node is one source among many. */
import { Metadata } from "@grpc/grpc-js";
import {
  type Block,
  type BlockId,
  BlockPart,
  ChainQueryClient,
  type Event,
  type GetStatusResponse,
  NodeEventsClient,
  type Topic,
} from "#proto";
import { call, connect, rpcStatusOf, status } from "#server/rpc";

/** A node that takes longer to say where it stands is not fit to be followed. */
const STATUS_DEADLINE_MS = 3_000;
const BLOCK_DEADLINE_MS = 10_000;

interface ReadableCall<T> extends AsyncIterable<T> {
  on(event: "error", listener: (error: Error) => void): unknown;
  cancel(): void;
}

/** Iterates at the reader's pace; ends the call however the reader leaves. */
async function* messages<T>(stream: ReadableCall<T>, signal: AbortSignal): AsyncGenerator<T> {
  // The iterator reports errors; the cancellation's own one comes after it has gone.
  stream.on("error", () => {});
  const cancel = () => stream.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    signal.throwIfAborted();
    yield* stream;
  } finally {
    signal.removeEventListener("abort", cancel);
    stream.cancel();
  }
}

export class NodeClient {
  readonly #query: ChainQueryClient;
  readonly #events: NodeEventsClient;

  constructor(readonly address: string) {
    this.#query = connect(ChainQueryClient, address);
    this.#events = connect(NodeEventsClient, address);
  }

  status(signal: AbortSignal): Promise<GetStatusResponse> {
    const deadline = Date.now() + STATUS_DEADLINE_MS;
    return call((done) => this.#query.getStatus({}, new Metadata(), { deadline }, done), signal);
  }

  /** Null: the node does not hold it. */
  async block(id: BlockId["id"], signal: AbortSignal): Promise<Block | null> {
    const request = { id: { id }, include: [] };
    const deadline = Date.now() + BLOCK_DEADLINE_MS;
    try {
      const { block } = await call<{ block?: Block | undefined }>(
        (done) => this.#query.getBlock(request, new Metadata(), { deadline }, done),
        signal,
      );
      return block ?? null;
    } catch (error) {
      if (rpcStatusOf(error)?.code === status.NOT_FOUND) return null;
      throw error;
    }
  }

  /** Whether the node knows the transaction, waiting or included. */
  async knows(hash: Uint8Array, signal: AbortSignal): Promise<boolean> {
    try {
      await call(
        (done) =>
          this.#query.getTransaction({ hash }, new Metadata(), { deadline: Date.now() + STATUS_DEADLINE_MS }, done),
        signal,
      );
      return true;
    } catch (error) {
      if (rpcStatusOf(error)?.code === status.NOT_FOUND) return false;
      throw error;
    }
  }

  /** Canonical blocks with receipts, lowest first, both ends included; ends early at the head. */
  async *range(fromHeight: number, toHeight: number, signal: AbortSignal): AsyncGenerator<Block> {
    const request = { fromHeight, toHeight, include: [BlockPart.BLOCK_PART_RECEIPTS] };
    for await (const { block } of messages(this.#query.streamBlocks(request), signal)) if (block) yield block;
  }

  events(topics: Topic[], signal: AbortSignal): AsyncGenerator<Event> {
    return messages(this.#events.subscribe({ topics }), signal);
  }

  close(): void {
    this.#query.close();
    this.#events.close();
  }
}

/** Why a call failed, in words for an operator. */
export function describe(error: unknown): string {
  const found = rpcStatusOf(error);
  if (!found) return error instanceof Error ? error.message : String(error);
  const refused = /ECONNREFUSED/.test(found.details) ? "the connection was refused" : found.details;
  return found.code === status.UNAVAILABLE ? refused : `${found.name}: ${found.details}`;
}

export const isRefused = (error: unknown): boolean => /ECONNREFUSED/.test(rpcStatusOf(error)?.details ?? "");
