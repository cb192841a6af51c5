/**
 * Clients of a real network that share the register contract: each sends a call to one node after the other until one says
 * that it is final, and reads from the receipt what was in the register before. What they asked and heard, and when, is
 * kept. A client that hears nothing for long gives up for good, and another one, with another key, takes its place.
 */
import {
  Acknowledgement,
  type ChainQueryClient,
  type GetTransactionResponse,
  type SubmitTransactionResponse,
} from "#proto";
import { toHex } from "#server/lib/bytes";
import type { Prng } from "#server/lib/prng";
import { call } from "#server/rpc";
import type { TestKey, TestNetwork } from "./network";
import { type RegisterCall, registerTransaction } from "./register-contract";

/** A node that does not answer in this time is left for another one. */
const ANSWER_MS_MAX = 2_000;
const GIVES_UP_MS = 20_000;

interface Cancellable {
  cancel(): void;
}

export interface RegisterOperation {
  readonly client: number;
  readonly input: RegisterCall;
  /** What was there before; null: nothing was heard. */
  output: number | null;
  readonly calledAt: number;
  returnedAt: number;
}

export class RegisterClients {
  readonly operations: RegisterOperation[] = [];
  /** What was said to be final in one block and then found elsewhere. */
  readonly moved: string[] = [];
  #stopped = false;
  #valueLast = 0;
  #keysUsed = 0;
  #running: Promise<void>[] = [];

  constructor(
    private readonly network: TestNetwork,
    private readonly keys: readonly TestKey[],
    private readonly prng: Prng,
  ) {}

  start(clients: number): void {
    this.#running = Array.from({ length: clients }, () => this.#run());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const client = this.#keysUsed++;
      const key = this.keys[client];
      if (!key) return;
      let seen = 0;
      for (let nonce = 0; !this.#stopped; nonce++) {
        const input = this.#draw(seen);
        const operation: RegisterOperation = {
          client,
          input,
          output: null,
          calledAt: performance.now(),
          returnedAt: 0,
        };
        this.operations.push(operation);
        await this.#ask(operation, registerTransaction(key, nonce, this.network.chainId, input));
        if (operation.output === null) break;
        seen = input.type === "write" ? input.value : operation.output;
      }
    }
  }

  #draw(seen: number): RegisterCall {
    const kind = this.prng.between(0, 2);
    if (kind === 0) return { type: "read" };
    const value = ++this.#valueLast;
    return kind === 1 ? { type: "write", value } : { type: "compareAndSet", expected: seen, value };
  }

  async #ask(operation: RegisterOperation, raw: Uint8Array): Promise<void> {
    const deadline = performance.now() + GIVES_UP_MS;
    const request = { raw, acknowledgement: Acknowledgement.ACKNOWLEDGEMENT_COMMITTED };
    while (performance.now() < deadline) {
      const answer = await this.#heard<SubmitTransactionResponse>((client, done) =>
        client.submitTransaction(request, done),
      );
      if (!answer?.block) continue;
      const returnedAt = performance.now();
      const output = await this.#previous(answer.hash, toHex(answer.block.hash));
      Object.assign(operation, { output, returnedAt });
      return;
    }
  }

  /** From any node that has the transaction in the block that was said to be final. */
  async #previous(hash: Uint8Array, block: string): Promise<number | null> {
    const deadline = performance.now() + GIVES_UP_MS;
    let elsewhere = "";
    while (performance.now() < deadline) {
      const found = await this.#heard<GetTransactionResponse>((client, done) => client.getTransaction({ hash }, done));
      const log = found?.receipt?.logs[0];
      if (!found?.block || !log) continue;
      if (toHex(found.block.hash) === block) return Number.parseInt(toHex(log.data), 16);
      elsewhere = toHex(found.block.hash);
    }
    if (elsewhere !== "") this.moved.push(`${toHex(hash)} was said to be final in ${block}, and is in ${elsewhere}`);
    return null;
  }

  /** Of some node. @returns null where it is down, refuses, or is late */
  async #heard<T>(ask: (client: ChainQueryClient, done: (error: Error | null, answer: T) => void) => Cancellable) {
    const node = this.prng.pick(this.network.nodes);
    if (node.process !== null) {
      const signal = AbortSignal.timeout(ANSWER_MS_MAX);
      const answer = await call<T>((done) => ask(this.network.client(node), done), signal).catch(() => null);
      if (answer !== null) return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    return null;
  }
}
