/**
 * The ledger as the node sees it: promises over a worker thread. Requests have ids, the number under way is bounded, and
 * when the worker ends everything under way is rejected with the reason.
 */
import { Worker } from "node:worker_threads";
import type { Genesis } from "#server/chain";
import { assert } from "#server/lib/assert";
import { type AccountState, type BuildInput, type ExecuteInput, type Ledger, LedgerError } from "../interface";
import type { Call, FromWorker, Methods, ToWorker, WorkerData } from "./messages";

/** A node asks for a handful at a time; more than this means that something asks without waiting. */
const CALLS_MAX = 256;

interface Waiting {
  resolve(output: Methods[keyof Methods]["output"]): void;
  reject(error: Error): void;
}

/** V8 collects in earnest only near its limit; in use are less than a hundred. A worker that needs more ends with an error. */
const WORKER_HEAP_MIB_MAX = 192;
/** Of the young generation, both halves and a third. */
const WORKER_YOUNG_MIB_MAX = 12;

export class AccountLedgerClient implements Ledger {
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private ended: LedgerError | null = null;

  private constructor(
    private readonly worker: Worker,
    readonly genesisRoot: Uint8Array,
  ) {
    worker.on("message", (message: FromWorker) => this.receive(message));
    worker.on("error", (error) => this.end(new LedgerError("crashed", `the ledger's worker failed: ${error.message}`)));
    worker.on("exit", (code) =>
      this.end(new LedgerError("crashed", `the ledger's worker has ended (exit code ${code})`)),
    );
  }

  /** @throws LedgerError when the store can't be opened */
  static async start(stateDir: string, genesis: Genesis): Promise<AccountLedgerClient> {
    const data: WorkerData = { stateDir, genesis };
    const worker = new Worker(new URL("./worker-boot.mjs", import.meta.url), {
      workerData: data,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MIB_MAX, maxYoungGenerationSizeMb: WORKER_YOUNG_MIB_MAX },
    });
    const first = await firstMessage(worker);
    if (first.type === "failure") throw new LedgerError(first.code, first.detail);
    assert(first.type === "ready", "a ledger's worker says first that it is ready");
    return new AccountLedgerClient(worker, first.genesisRoot);
  }

  build({ signal, ...input }: BuildInput) {
    return this.call("build", input, signal);
  }

  execute(input: ExecuteInput) {
    return this.call("execute", input);
  }

  async account(stateRoot: Uint8Array, address: Uint8Array): Promise<AccountState> {
    const [account] = await this.accounts(stateRoot, [address]);
    assert(account, "one account for each address");
    return account;
  }

  accounts(stateRoot: Uint8Array, addresses: readonly Uint8Array[]) {
    return this.call("accounts", { stateRoot, addresses });
  }

  recover(raws: readonly Uint8Array[]) {
    return this.call("recover", raws);
  }

  async close(): Promise<void> {
    if (this.ended) return;
    const exited = new Promise((resolve) => this.worker.once("exit", resolve));
    await this.call("close", null);
    this.end(new LedgerError("aborted", "the ledger was closed"));
    await exited;
  }

  private call<M extends keyof Methods>(
    method: M,
    input: Methods[M]["input"],
    signal?: AbortSignal,
  ): Promise<Methods[M]["output"]> {
    if (this.ended) return Promise.reject(this.ended);
    if (signal?.aborted) return Promise.reject(new LedgerError("aborted", "the caller has given up"));
    if (this.waiting.size >= CALLS_MAX)
      return Promise.reject(new LedgerError("overloaded", `${CALLS_MAX} requests are waiting for the ledger`));
    const id = this.nextId++;
    const abort = () => this.post({ abort: id });
    signal?.addEventListener("abort", abort, { once: true });
    return new Promise<Methods[M]["output"]>((resolve, reject) => {
      // The worker answers a call with its own method's output.
      this.waiting.set(id, { resolve: (output) => resolve(output as Methods[M]["output"]), reject });
      this.post({ id, method, input } as Call);
    }).finally(() => signal?.removeEventListener("abort", abort));
  }

  private post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private receive(message: FromWorker): void {
    if (message.type === "ready" || message.id === null) return;
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.type === "answer") waiting?.resolve(message.output);
    else waiting?.reject(new LedgerError(message.code, message.detail));
  }

  private end(reason: LedgerError): void {
    this.ended ??= reason;
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}

function firstMessage(worker: Worker): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    const failed = (why: string) => reject(new LedgerError("crashed", `the ledger's worker did not start: ${why}`));
    worker.once("message", resolve);
    worker.once("error", (error) => failed(error.message));
    worker.once("exit", (code) => failed(`exit code ${code}`));
  });
}
