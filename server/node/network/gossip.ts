/**
 * Transactions to one peer: gathered for a moment, sent in batches, at most a few of them unanswered. What does not fit is
 * not sent: the peer hears of it from others, or when the link comes up again.
 */
import type { ClientDuplexStream } from "@grpc/grpc-js";
import type { GossipClient, GossipServer, ShareTransactionsRequest, ShareTransactionsResponse } from "#proto";
import { endWithError, RpcError } from "#server/rpc";

/** As the contract says. */
const BATCH_COUNT_MAX = 512;
const BATCH_BYTES_MAX = 1024 * 1024;
const WAITING_MAX = 4_096;
const UNANSWERED_MAX = 4;
const GATHER_MS = 20;

type Stream = ClientDuplexStream<ShareTransactionsRequest, ShareTransactionsResponse>;

export class GossipLink {
  #stream: Stream | null = null;
  #waiting: Uint8Array[] = [];
  #unanswered = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly self: string) {}

  open(client: GossipClient): void {
    this.close();
    const stream = client.shareTransactions();
    this.#stream = stream;
    this.#unanswered = 0;
    stream.on("data", () => {
      this.#unanswered = Math.max(0, this.#unanswered - 1);
      this.#schedule();
    });
    const ended = () => {
      if (this.#stream === stream) this.#stream = null;
    };
    stream.on("error", ended);
    stream.on("end", ended);
  }

  share(raws: readonly Uint8Array[]): void {
    if (!this.#stream) return;
    this.#waiting.push(...raws.slice(0, WAITING_MAX - this.#waiting.length));
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer || this.#waiting.length === 0 || this.#unanswered >= UNANSWERED_MAX) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#flush();
    }, GATHER_MS);
  }

  #flush(): void {
    while (this.#stream && this.#waiting.length > 0 && this.#unanswered < UNANSWERED_MAX) {
      let bytes = 0;
      let count = 0;
      for (const raw of this.#waiting) {
        bytes += raw.length;
        if (count > 0 && (bytes > BATCH_BYTES_MAX || count >= BATCH_COUNT_MAX)) break;
        count++;
      }
      this.#unanswered++;
      this.#stream.write({ from: this.self, transactions: this.#waiting.splice(0, count) });
    }
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting = [];
    this.#stream?.cancel();
    this.#stream = null;
  }
}

/** The listening side: one batch at a time, so that a fast sender waits for admission. */
export function gossipService(
  isPeer: (id: string) => boolean,
  admit: (raws: readonly Uint8Array[], from: string) => Promise<number>,
): GossipServer {
  return {
    shareTransactions(call) {
      const take = async (request: ShareTransactionsRequest) => {
        const bytes = request.transactions.reduce((sum, raw) => sum + raw.length, 0);
        if (request.transactions.length > BATCH_COUNT_MAX || bytes > BATCH_BYTES_MAX) {
          const found = `${request.transactions.length} of ${bytes} bytes`;
          throw new RpcError(
            "INVALID_ARGUMENT",
            `transactions: ${found}, at most ${BATCH_COUNT_MAX} of ${BATCH_BYTES_MAX}`,
          );
        }
        if (!isPeer(request.from)) {
          throw new RpcError("PERMISSION_DENIED", `from "${request.from.slice(0, 64)}" is not a peer of this node`);
        }
        const admitted = await admit(request.transactions, request.from);
        if (!call.cancelled) call.write({ admitted });
      };
      call.on("data", (request: ShareTransactionsRequest) => {
        call.pause();
        take(request).then(
          () => call.resume(),
          (error: unknown) => endWithError(call, error),
        );
      });
      call.on("error", () => {});
      call.on("end", () => call.end());
    },
  };
}
