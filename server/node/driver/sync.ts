/**
 * Catching up: asks one peer for a block and all its ancestors that are not here, checks each in full, and tells the engine
 * in order. One run at a time; what else is wanted waits in a short queue, and the engine asks again for what was dropped.
 */
import type { ClientDuplexStream } from "@grpc/grpc-js";
import { type Block, type BlockRef, BlockSyncClient, type SyncBlocksRequest, type SyncBlocksResponse } from "#proto";
import type { FinalityCertificate } from "#server/consensus";
import { toHex } from "#server/lib/bytes";
import type { Log } from "#server/lib/log";
import { connect } from "#server/rpc";
import type { BlockStore } from "../storage";
import { type Known, readBlock } from "./block";
import { readCertificate } from "./certificates";
import type { ChainFacts } from "./chain-facts";
import type { Library } from "./library";

/** Blocks under way without acknowledgement: at most so many bodies wait in memory. */
const WINDOW = 32;
const QUEUE_MAX = 32;
/** A peer that sends nothing for so long is given up. */
const SILENCE_MS_MAX = 10_000;
const LOCATOR_MAX = 64;

export interface SyncContext {
  readonly facts: ChainFacts;
  readonly store: BlockStore;
  readonly library: Library;
  readonly log: Log;
  readonly addressOf: (peer: string) => string | null;
  /** Checks, stores and tells the engine. @returns the refusal */
  readonly check: (block: Block, known: Known) => Promise<string | null>;
  /** Tells the engine of a block that is stored already. */
  readonly announce: (known: Known) => void;
  readonly certified: (certificate: FinalityCertificate) => void;
}

type Stream = ClientDuplexStream<SyncBlocksRequest, SyncBlocksResponse>;

export class Syncer {
  readonly #wanted = new Map<string, { hash: Uint8Array; from: string }>();
  readonly #abort = new AbortController();
  #busy = false;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly context: SyncContext) {}

  want(hash: Uint8Array, from: string): void {
    const key = toHex(hash);
    if (this.#abort.signal.aborted || this.#wanted.size >= QUEUE_MAX || this.#wanted.has(key)) return;
    this.#wanted.set(key, { hash, from });
    if (this.#busy) return;
    this.#busy = true;
    this.#running = this.#work();
  }

  async #work(): Promise<void> {
    for (const [key, { hash, from }] of this.#wanted) {
      if (this.#abort.signal.aborted) break;
      try {
        await this.#fetch(hash, from);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.context.log.debug({ from, hash: key, reason }, "blocks could not be fetched");
      }
      this.#wanted.delete(key);
    }
    this.#busy = false;
  }

  async #fetch(target: Uint8Array, from: string): Promise<void> {
    const { context } = this;
    const known = await context.library.known(toHex(target));
    if (known) return context.announce(known);
    const address = context.addressOf(from);
    if (!address) return;
    const client = connect(BlockSyncClient, address);
    const stream: Stream = client.syncBlocks();
    const stop = () => stream.cancel();
    let silence = setTimeout(stop, SILENCE_MS_MAX);
    this.#abort.signal.addEventListener("abort", stop, { once: true });
    try {
      const locator = await this.#locator();
      stream.write({ request: { $case: "want", value: { locator, target, window: WINDOW } } });
      let count = 0;
      for await (const { response } of stream as AsyncIterable<SyncBlocksResponse>) {
        if (response?.$case !== "block") break;
        clearTimeout(silence);
        await this.#take(response.value, from);
        count++;
        silence = setTimeout(stop, SILENCE_MS_MAX);
        const acknowledged: BlockRef = { height: response.value.height, hash: response.value.hash };
        stream.write({ request: { $case: "acknowledged", value: acknowledged } });
      }
      if (count > 1) context.log.info({ from, count }, `caught up by ${count} blocks from ${from}`);
    } finally {
      clearTimeout(silence);
      this.#abort.signal.removeEventListener("abort", stop);
      stream.on("error", () => {});
      stream.cancel();
      client.close();
    }
  }

  async #take(block: Block, from: string): Promise<void> {
    const { context } = this;
    const read = readBlock(block, context.facts);
    if (!read.ok) throw new Error(`${from} sent block ${block.height}: ${read.refusal}`);
    const { known } = read;
    if (await context.store.has(block.hash)) context.announce(known);
    else {
      const refusal = await context.check(block, known);
      if (refusal) throw new Error(`block ${block.height} of ${from}: ${refusal}`);
    }
    if (block.certificate) this.#takeCertificate(block, from);
  }

  #takeCertificate(block: Block, from: string): void {
    const { facts, log } = this.context;
    const { certificate, height, hash } = block;
    if (!certificate || height <= this.context.store.final.height) return;
    const refusal = facts.seals.refusedCertificate(certificate, { height, hash });
    if (refusal) log.warn({ from, height, refusal }, `${from} sent a certificate that is not right: ${refusal}`);
    else this.context.certified(readCertificate(certificate, height, facts.validators));
  }

  /** Own canonical hashes, dense near the head, then thinning out, genesis last. */
  async #locator(): Promise<Uint8Array[]> {
    const { store } = this.context;
    const locator: Uint8Array[] = [];
    let height = store.head.height;
    for (let step = 1; height > 0 && locator.length < LOCATOR_MAX; height -= step) {
      const hash = await store.canonicalHash(height);
      if (hash) locator.push(hash);
      if (locator.length >= 8) step *= 2;
    }
    return [...locator, store.genesis.hash];
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }
}
