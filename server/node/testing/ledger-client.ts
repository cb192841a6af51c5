/**
 * A client that sends one transfer after the other, each until it is acknowledged as committed, by whichever node answers.
 * What it was told stays with it, to be held against the chain afterwards.
 */
import { Acknowledgement, type GetTransactionResponse, type SubmitTransactionResponse } from "#proto";
import { toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { call } from "#server/rpc";
import type { TestNetwork } from "./network";
import { transfer } from "./transaction";

/** A node that does not answer in this time is left for the next one. */
const ANSWER_MS_MAX = 5_000;

export interface Acknowledged {
  /** Hex. */
  readonly transaction: string;
  readonly height: number;
  readonly block: string;
}

export class LedgerClient {
  readonly acknowledged: Acknowledged[] = [];
  #stopped = false;
  #nonce = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly network: TestNetwork) {}

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const { network } = this;
    for (let turn = 0; !this.#stopped; turn++) {
      const alive = network.nodes.filter(({ process }) => process !== null);
      const node = alive[turn % Math.max(1, alive.length)];
      const raw = transfer({ from: network.funded, nonce: this.#nonce, chainId: network.chainId });
      const answer = node && (await this.#submit(node, raw));
      if (answer?.block) {
        const { hash, block } = answer;
        this.acknowledged.push({ transaction: toHex(hash), height: block.height, block: toHex(block.hash) });
        this.#nonce++;
      } else if (node && (await this.#isIncluded(node, raw))) this.#nonce++;
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** @returns null where it is not known whether it was taken: the same transfer is sent again */
  async #submit(node: TestNetwork["nodes"][number], raw: Uint8Array): Promise<SubmitTransactionResponse | null> {
    const deadline = new Promise<null>((resolve) => setTimeout(() => resolve(null), ANSWER_MS_MAX));
    const request = { raw, acknowledgement: Acknowledgement.ACKNOWLEDGEMENT_COMMITTED };
    const answer = call<SubmitTransactionResponse>((done) =>
      this.network.client(node).submitTransaction(request, done),
    ).catch(() => null);
    return Promise.race([answer, deadline]);
  }

  /** Its acknowledgement was lost: nothing was promised, but the next transfer has its turn. */
  async #isIncluded(node: TestNetwork["nodes"][number], raw: Uint8Array): Promise<boolean> {
    const hash = nativeCrypto.keccak256(raw);
    const found = await call<GetTransactionResponse>((done) =>
      this.network.client(node).getTransaction({ hash }, done),
    ).catch(() => null);
    return found?.block !== undefined;
  }
}
