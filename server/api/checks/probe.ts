/**
 * Asks one source what it is and what it can give, by the calls that the indexer and the pages would make of it. Nothing is
 * changed by asking: the transaction that is handed over is empty, so that a pool can only refuse it as malformed.
 */
import { Metadata } from "@grpc/grpc-js";
import {
  Acknowledgement,
  type Block,
  BlockPart,
  BlockTag,
  ChainQueryClient,
  type GetAccountResponse,
  type GetBlockResponse,
  type GetStatusResponse,
  NodeEventsClient,
  type SubmitTransactionResponse,
  Topic,
} from "#proto";
import { RECEIPTS_PART } from "#server/chain";
import { call, connect, rpcStatusOf, status } from "#server/rpc";
import type { SourceGives } from "../schema-sources";

export interface Probe {
  readonly status: GetStatusResponse;
  /** Of the status call: reaching, asking and answering. */
  readonly latencyMs: number;
  readonly gives: SourceGives;
}

type Answer = SourceGives[keyof SourceGives];
const ADDRESS_BYTES = 20;

/** What a call's end says of a capability: a source that does not have it says so; anything else leaves it open. */
function refusal(error: unknown): Answer {
  switch (rpcStatusOf(error)?.code) {
    case status.NOT_FOUND:
    case status.UNIMPLEMENTED:
    case status.FAILED_PRECONDITION:
      return "unavailable";
    default:
      return "unknown";
  }
}

class Asked {
  readonly #query: ChainQueryClient;
  readonly #events: NodeEventsClient;

  constructor(
    address: string,
    private readonly deadline: number,
    private readonly signal: AbortSignal,
  ) {
    this.#query = connect(ChainQueryClient, address);
    this.#events = connect(NodeEventsClient, address);
  }

  status(): Promise<GetStatusResponse> {
    return call((done) => this.#query.getStatus({}, new Metadata(), { deadline: this.deadline }, done), this.signal);
  }

  async block(tag: BlockTag): Promise<Block | Answer> {
    try {
      const request = { id: { id: { $case: "tag" as const, value: tag } }, include: [BlockPart.BLOCK_PART_RECEIPTS] };
      const { block } = await call<GetBlockResponse>(
        (done) => this.#query.getBlock(request, new Metadata(), { deadline: this.deadline }, done),
        this.signal,
      );
      return block ?? "unavailable";
    } catch (error) {
      return refusal(error);
    }
  }

  async accounts(): Promise<Answer> {
    try {
      const request = { address: new Uint8Array(ADDRESS_BYTES), at: undefined };
      await call<GetAccountResponse>(
        (done) => this.#query.getAccount(request, new Metadata(), { deadline: this.deadline }, done),
        this.signal,
      );
      return "given";
    } catch (error) {
      return refusal(error);
    }
  }

  async transactions(): Promise<Answer> {
    try {
      const acknowledgement = Acknowledgement.ACKNOWLEDGEMENT_RECEIVED;
      const request = { raw: new Uint8Array(0), acknowledgement };
      await call<SubmitTransactionResponse>(
        (done) => this.#query.submitTransaction(request, new Metadata(), { deadline: this.deadline }, done),
        this.signal,
      );
      return "unknown";
    } catch (error) {
      return rpcStatusOf(error)?.code === status.INVALID_ARGUMENT ? "given" : refusal(error);
    }
  }

  /** Whether anything comes before the time is over: every node's heart beats each second or so. */
  events(): Promise<Answer> {
    const stream = this.#events.subscribe({ topics: [Topic.TOPIC_HEARTBEAT] });
    return new Promise((resolve) => {
      const end = (answer: Answer) => {
        this.signal.removeEventListener("abort", abort);
        resolve(answer);
        stream.cancel();
      };
      const abort = () => end("unknown");
      this.signal.addEventListener("abort", abort, { once: true });
      if (this.signal.aborted) abort();
      stream.once("data", () => end("given"));
      // Stays: the cancellation's own error comes after the answer.
      stream.on("error", (error) => end(refusal(error)));
      stream.once("end", () => end("unavailable"));
    });
  }

  close(): void {
    this.#query.close();
    this.#events.close();
  }
}

function receiptsOf(block: Block | Answer): Answer {
  if (typeof block === "string") return block;
  if (block.unavailable.includes(RECEIPTS_PART)) return "unavailable";
  if (block.transactions.length === 0) return "unknown";
  return block.receipts.length === block.transactions.length ? "given" : "unavailable";
}

function certificatesOf(block: Block | Answer): Answer {
  if (typeof block === "string") return block;
  return (block.certificate?.seals.length ?? 0) > 0 ? "given" : "unavailable";
}

async function capabilities(asked: Asked, stated: GetStatusResponse): Promise<SourceGives> {
  const { live } = stated;
  const none: Answer = "unavailable";
  const [latest, final, events, transactions, accounts] = await Promise.all([
    asked.block(BlockTag.BLOCK_TAG_LATEST),
    asked.block(BlockTag.BLOCK_TAG_FINAL),
    // A recording's heart beats too, but nothing new ever comes.
    live ? asked.events() : none,
    live ? asked.transactions() : none,
    stated.ledger === "account" ? asked.accounts() : none,
  ]);
  return {
    blocks: typeof latest === "string" ? latest : "given",
    receipts: stated.ledger === "utxo" ? "unavailable" : receiptsOf(latest),
    events,
    transactions,
    accounts,
    certificates: certificatesOf(final),
    consensus: stated.consensus ? "given" : "unavailable",
  };
}

/** @throws ServiceError of the status call; whatever else does not answer in time is `unknown` */
export async function probeSource(address: string, deadline: number, signal: AbortSignal): Promise<Probe> {
  const asked = new Asked(address, deadline, signal);
  try {
    const began = performance.now();
    const stated = await asked.status();
    const latencyMs = Math.round((performance.now() - began) * 10) / 10;
    return { status: stated, latencyMs, gives: await capabilities(asked, stated) };
  } finally {
    asked.close();
  }
}
