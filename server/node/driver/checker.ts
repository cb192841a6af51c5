/**
 * Checks blocks one after the other, in the order in which they were asked for, and tells the engine. What is stored and
 * executed already costs nothing; answers of several peers overlap.
 */
import type { Block } from "#proto";
import type { BlockMeta } from "#server/consensus";
import type { Ledger } from "#server/ledger";
import { fromHex } from "#server/lib/bytes";
import { type Known, readBlock } from "./block";
import { type CheckContext, checkBlock } from "./check";
import { hasState } from "./regain";
import { Serial } from "./serial";

export interface CheckerContext extends CheckContext {
  readonly ledger: Pick<Ledger, "execute" | "account">;
  readonly onFatal: (error: unknown) => void;
}

export class Checker {
  readonly #serial: Serial;
  #stopped = false;

  /** @param waitingMax of ordered checks; more are refused at once */
  constructor(
    private readonly context: CheckerContext,
    private readonly waitingMax: number,
    private readonly onChecked: (block: BlockMeta, refusal: string | null) => void,
  ) {
    this.#serial = new Serial(context.onFatal);
  }

  /** A block whose body is held here, or that is stored. The engine asks again after a while for what is refused. */
  order(meta: BlockMeta): void {
    if (this.#serial.size >= this.waitingMax) {
      this.onChecked(meta, `${this.waitingMax} blocks wait to be checked`);
      return;
    }
    const held = this.context.library.held(meta.hash);
    this.#serial.run(async () => {
      const block = held ?? (await this.context.store.get(fromHex(meta.hash)));
      const read = block && readBlock(block, this.context.facts);
      if (block && read?.ok) await this.#check(block, read.known);
      else this.onChecked(meta, read?.ok === false ? read.refusal : "its body is not held any more");
    });
  }

  /** In the same order as the others, for whoever waits for the result. */
  now(block: Block, known: Known): Promise<string | null> {
    return new Promise((resolve, reject) => {
      this.#serial.run(async () => {
        const result = this.#check(block, known);
        result.then(resolve, reject);
        await result;
      });
    });
  }

  async #check(block: Block, known: Known): Promise<string | null> {
    if (this.#stopped) return "this node stops";
    const refusal = (await this.#isDone(known)) ? null : await checkBlock(block, known, this.context);
    const { library } = this.context;
    if (refusal === null) library.release(known.meta.hash);
    else library.drop(known.meta.hash);
    this.onChecked(known.meta, refusal);
    return refusal;
  }

  /** Stored, and with its state: a power cut may have kept the one without the other. */
  async #isDone({ meta, header }: Known): Promise<boolean> {
    const { store, ledger } = this.context;
    if (!(await store.has(fromHex(meta.hash)))) return false;
    return meta.height <= store.final.height || hasState(ledger, header.stateRoot);
  }

  stop(): void {
    this.#stopped = true;
  }

  settled(): Promise<void> {
    return this.#serial.settled();
  }
}
