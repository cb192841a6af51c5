/**
 * The engine's records on their way to the disk, and the messages that may not be heard before. Records that come while the
 * disk is busy are written together.
 */
import type { WalRecord } from "../storage";

interface Order {
  readonly index: number;
  readonly records: readonly WalRecord[];
}

export class Persister<Message> {
  #orders: Order[] = [];
  #held: { after: number; send: Message }[] = [];
  #persisted = -1;
  /** Cleared in the same step that finds nothing left, so that no record waits unseen. */
  #busy = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly append: (records: readonly WalRecord[]) => Promise<void>,
    private readonly send: (message: Message) => void,
    private readonly onPersisted: (index: number) => void,
    private readonly onFault: (error: unknown) => void,
  ) {}

  persist(index: number, records: readonly WalRecord[]): void {
    this.#orders.push({ index, records });
    if (this.#busy) return;
    this.#busy = true;
    this.#writing = this.#write().catch(this.onFault);
  }

  /** Sends when this index is persisted; at once where it is. */
  sendAfter(after: number, message: Message): void {
    if (after <= this.#persisted) this.send(message);
    else this.#held.push({ after, send: message });
  }

  async #write(): Promise<void> {
    while (this.#orders.length > 0) {
      const batch = this.#orders;
      this.#orders = [];
      await this.append(batch.flatMap(({ records }) => records));
      this.#persisted = batch.at(-1)?.index ?? this.#persisted;
      const held = this.#held;
      this.#held = held.filter(({ after }) => after > this.#persisted);
      for (const { after, send } of held) if (after <= this.#persisted) this.send(send);
      this.onPersisted(this.#persisted);
    }
    this.#busy = false;
  }

  async settled(): Promise<void> {
    await this.#writing;
  }
}
