/**
 * One funded account that sends through one node at a time. Knows its next nonce; after any refusal or fault it asks a node
 * again, the next one in the rotation, and waits longer the longer it fails. One transaction at a time, so the transactions
 * in flight are bounded by the number of senders.
 */
import {
  Acknowledgement,
  type ChainQueryClient,
  type GetAccountResponse,
  type GetStatusResponse,
  type SubmitTransactionResponse,
} from "#proto";
import { fromHex } from "#server/lib/bytes";
import { backoff, call, isTransient } from "#server/rpc";
import type { KeyPair } from "../network/keys";
import { signTransaction, type Unsigned } from "../network/sign";

export type Content = Omit<Unsigned, "chainId" | "nonce">;

/** More waiting than this and the chain is not keeping up, or standing still: no use in sending more. */
const WAITING_MAX = 200;

export class Sender {
  private nonce: number | null = null;
  private chainId: number | null = null;
  private sinceSync = 0;
  private readonly delay = backoff({ minMs: 200, maxMs: 5000 });
  busy = false;

  constructor(
    readonly key: KeyPair,
    private readonly nodes: readonly ChainQueryClient[],
    private node: number,
  ) {}

  /** Sends one transaction unless the last one is still on its way. @returns whether a node has taken it */
  async send(content: (nonce: number) => Content, signal: AbortSignal): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      const client = this.client();
      const nonce = await this.nextNonce(client, signal);
      if (nonce === null) return false;
      const unsigned: Unsigned = { ...content(nonce), chainId: this.chainId ?? 0, nonce };
      const raw = signTransaction(unsigned, this.key.privateKey);
      await call<SubmitTransactionResponse>(
        (done) => client.submitTransaction({ raw, acknowledgement: Acknowledgement.ACKNOWLEDGEMENT_RECEIVED }, done),
        signal,
      );
      this.nonce = nonce + 1;
      this.sinceSync += 1;
      this.delay.reset();
      return true;
    } catch (error) {
      this.nonce = null;
      // A node that is down or full: the next one may not be.
      if (isTransient(error)) this.node = (this.node + 1) % this.nodes.length;
      if (!signal.aborted) await this.delay.wait(signal);
      if (signal.aborted) return false;
      throw error;
    } finally {
      this.busy = false;
    }
  }

  private client(): ChainQueryClient {
    const client = this.nodes[this.node % this.nodes.length];
    if (!client) throw new Error("a sender needs a node");
    return client;
  }

  private async nextNonce(client: ChainQueryClient, signal: AbortSignal): Promise<number | null> {
    if (this.nonce !== null && this.sinceSync < WAITING_MAX) return this.nonce;
    this.chainId ??= (await call<GetStatusResponse>((done) => client.getStatus({}, done), signal)).chainId;
    const address = fromHex(this.key.address);
    const account = await call<GetAccountResponse>((done) => client.getAccount({ address }, done), signal);
    this.sinceSync = Math.max(0, account.pendingNonce - account.nonce);
    if (this.sinceSync >= WAITING_MAX) {
      await this.delay.wait(signal);
      return null;
    }
    this.nonce = account.pendingNonce;
    return this.nonce;
  }
}
