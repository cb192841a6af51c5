/** For tests: a node that serves the contract over real gRPC and does what the test tells it, faults included. */
import {
  ChainQueryService,
  type Event,
  type GetStatusResponse,
  type Heartbeat,
  NodeEventsService,
  type SubscribeRequest,
  Topic,
} from "#proto";
import type { ChainBlock, ChainCertificate } from "#server/chain";
import { equalBytes, toHex } from "#server/lib/bytes";
import { createGrpcServer, type GrpcServer, RpcError, serverStream, unary } from "#server/rpc";
import { makeBlock, TEST_CHAIN_ID, type TestTransaction } from "./blocks";

const HEARTBEAT_MS = 150;

type Payload = NonNullable<Event["payload"]>;

const topicOf = (payload: Payload): Topic => {
  if (payload.$case === "heartbeat") return Topic.TOPIC_HEARTBEAT;
  if (payload.$case.startsWith("block")) return Topic.TOPIC_BLOCKS;
  return payload.$case.startsWith("transaction") ? Topic.TOPIC_TRANSACTIONS : Topic.TOPIC_CONSENSUS;
};

export class ScriptedNode {
  chain: ChainBlock[] = [];
  final: ChainBlock | null = null;
  address = "";
  /** What it states otherwise than a plain Ethereum chain. */
  stated: Partial<GetStatusResponse> = {};
  /** The lowest height that is served. */
  earliest = 0;
  /** Ranges end with an error after so many blocks; Infinity: never. */
  rangeBlocksMax = Number.POSITIVE_INFINITY;
  readonly #known = new Map<string, ChainBlock>();
  readonly #pool = new Map<string, TestTransaction>();
  readonly #subscribers = new Set<{ topics: Topic[]; seq: number; send: (event: Event | Error) => void }>();
  #server: GrpcServer | null = null;
  #timer: NodeJS.Timeout | null = null;
  #seq = 0;
  #silent = false;
  readonly bootId = Math.random().toString(36);

  constructor(readonly id: string) {}

  get head(): ChainBlock | null {
    return this.chain.at(-1) ?? null;
  }

  /** Extends the chain. @param announce false: nobody hears of it until the next heartbeat */
  mine(transactions: TestTransaction[] = [], options: { salt?: number; announce?: boolean } = {}): ChainBlock {
    const block = makeBlock(this.head, transactions, options.salt);
    this.adopt(block);
    for (const { hash } of transactions) this.#pool.delete(toHex(hash));
    if (options.announce !== false) this.emit({ $case: "blockCommitted", value: { block } });
    return block;
  }

  adopt(block: ChainBlock): void {
    this.chain.push(block);
    this.#known.set(toHex(block.hash), block);
  }

  /** Extends the chain by a block made elsewhere. */
  extend(block: ChainBlock): void {
    this.adopt(block);
    this.emit({ $case: "blockCommitted", value: { block } });
  }

  /** Takes blocks off the chain. */
  rollback(blocks: number, announce = true): void {
    for (const { height, hash } of this.chain.splice(this.chain.length - blocks).reverse())
      if (announce) this.emit({ $case: "blockRolledBack", value: { block: { height, hash } } });
  }

  finalise(block: ChainBlock, certificate?: ChainCertificate): void {
    this.final = block;
    this.certify(block, certificate);
  }

  /** Says that a block is final, without the word of later heartbeats. */
  certify({ height, hash }: ChainBlock, certificate?: ChainCertificate): void {
    this.emit({ $case: "blockFinalised", value: { block: { height, hash }, certificate } });
  }

  admit(transaction: TestTransaction): void {
    this.#pool.set(toHex(transaction.hash), transaction);
    this.emit({ $case: "transactionAdmitted", value: transaction });
  }

  drop(transaction: TestTransaction, code: string): void {
    this.#pool.delete(toHex(transaction.hash));
    this.emit({ $case: "transactionDropped", value: { hash: transaction.hash, code, reason: "as the test says" } });
  }

  /** Until somebody would hear of transactions: a stream is opened only once the blocks are there. */
  async untilHeard(): Promise<void> {
    const hears = () => [...this.#subscribers].some(({ topics }) => topics.includes(Topic.TOPIC_TRANSACTIONS));
    while (!hears()) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** Heartbeats stop, streams stay open: a process that hangs. */
  hang(silent: boolean): void {
    this.#silent = silent;
  }

  /** Ends every stream as an overflowing reader's is ended. */
  breakStreams(): void {
    for (const { send } of this.#subscribers) send(new RpcError("RESOURCE_EXHAUSTED", "the reader fell behind"));
  }

  emit(payload: Payload): void {
    this.#seq++;
    const topic = topicOf(payload);
    for (const subscriber of this.#subscribers) {
      if (subscriber.topics.length > 0 && !subscriber.topics.includes(topic)) continue;
      subscriber.send({
        bootId: this.bootId,
        prev: subscriber.seq,
        seq: this.#seq,
        time: new Date(),
        monotonicUs: 0,
        payload,
      });
      subscriber.seq = this.#seq;
    }
  }

  #beat(): Heartbeat {
    const ref = (block: ChainBlock | null) => (block ? { height: block.height, hash: block.hash } : undefined);
    return {
      head: ref(this.head),
      headTime: this.head?.time,
      stateRoot: new Uint8Array(),
      final: ref(this.final),
      peers: [],
      mempoolCount: this.#pool.size,
      mempoolBytes: 0,
      consensus: undefined,
      rssBytes: 1,
      eventLoopDelayP99Ms: 1,
      storageBytes: 1,
      uptimeMs: 1,
    };
  }

  #status(): GetStatusResponse {
    const { head, headTime, final } = this.#beat();
    const genesis = this.#genesis?.hash ?? this.chain[0]?.hash ?? new Uint8Array();
    return {
      nodeId: this.id,
      nodeName: this.id,
      version: "test",
      bootId: this.bootId,
      engine: "test",
      ledger: "account",
      chainId: TEST_CHAIN_ID,
      genesisHash: genesis,
      head,
      headTime,
      final,
      earliestHeight: this.earliest,
      peers: 0,
      jsonRpc: "",
      validators: [],
      live: true,
      rules: "ethereum",
      contiguous: true,
      ...this.stated,
    };
  }

  /** Where the chain's beginning is not kept. */
  #genesis: ChainBlock | null = null;
  setGenesis(block: ChainBlock): void {
    this.#genesis = block;
  }

  async *#range(fromHeight: number, toHeight: number) {
    let sent = 0;
    for (const block of this.chain) {
      if (block.height < Math.max(fromHeight, this.earliest) || block.height > toHeight) continue;
      if (sent++ >= this.rangeBlocksMax) throw new RpcError("UNAVAILABLE", "the test cuts the range here");
      yield { block };
    }
  }

  async *#subscribe({ topics }: SubscribeRequest, signal: AbortSignal): AsyncGenerator<Event> {
    const queue: (Event | Error)[] = [];
    let wake = () => {};
    const send = (event: Event | Error) => {
      queue.push(event);
      wake();
    };
    const subscriber = { topics, seq: 0, send };
    this.#subscribers.add(subscriber);
    signal.addEventListener("abort", () => wake());
    try {
      this.emit({ $case: "heartbeat", value: this.#beat() });
      while (!signal.aborted) {
        const next = queue.shift();
        if (next instanceof Error) throw next;
        if (next) yield next;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      this.#subscribers.delete(subscriber);
    }
  }

  async start(): Promise<void> {
    this.#server = await createGrpcServer({
      listen: this.address || "127.0.0.1:0",
      services: (server) => {
        server.addService(ChainQueryService, {
          getStatus: unary(() => this.#status()),
          getBlock: unary(({ id }: { id?: { id?: { $case: string; value: unknown } | undefined } | undefined }) => {
            const value = id?.id?.value;
            const block =
              value instanceof Uint8Array
                ? this.#known.get(toHex(value))
                : this.chain.find(({ height }) => height === value && height >= this.earliest);
            if (!block) throw new RpcError("NOT_FOUND", "no such block");
            return { block };
          }),
          streamBlocks: serverStream(({ fromHeight, toHeight }: { fromHeight: number; toHeight: number }) =>
            this.#range(fromHeight, toHeight),
          ),
          getTransaction: unary(({ hash }: { hash: Uint8Array }) => {
            const found =
              this.#pool.has(toHex(hash)) ||
              this.chain.some((block) => block.transactions.some((tx) => tx.hash && equalBytes(tx.hash, hash)));
            if (!found) throw new RpcError("NOT_FOUND", "no such transaction");
            return { raw: new Uint8Array() };
          }),
          getAccount: unary(() => {
            throw new RpcError("NOT_FOUND", "no accounts");
          }),
          submitTransaction: unary(() => {
            throw new RpcError("FAILED_PRECONDITION", "test: no transactions");
          }),
        });
        server.addService(NodeEventsService, {
          subscribe: serverStream((request: SubscribeRequest, signal) => this.#subscribe(request, signal)),
        });
      },
    });
    this.address = this.#server.address;
    this.#timer = setInterval(() => {
      if (!this.#silent) this.emit({ $case: "heartbeat", value: this.#beat() });
    }, HEARTBEAT_MS);
  }

  /** As a killed process: the port is closed, streams are broken. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.breakStreams();
    await this.#server?.stop();
    this.#server = null;
  }
}
