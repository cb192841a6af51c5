/** Gathers what happens in the pool and writes it in batches: at most one commit in BATCH_MS, in the order of events. */

import type { TransactionAdmitted, TransactionDropped } from "#proto";
import { DecodeError, decodeTransaction, utxoNetworkOf } from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { PendingRows } from "../decode/rows";
import { pendingRow } from "../decode/transaction";
import { pendingUtxo } from "../decode/utxo-block";
import type { Dropped } from "../store/pending";
import type { Store } from "../store/store";

/** How long a waiting transaction may be unseen on the screen. */
const BATCH_MS = 100;
const BATCH_TRANSACTIONS_MAX = 1_000;

export class PendingBuffer {
  #admitted: PendingRows[] = [];
  #dropped: Dropped[] = [];
  #since = 0;

  constructor(
    private readonly store: Store,
    /** Of the chain: they tell how a transaction reads. */
    private readonly rules: string,
  ) {}

  get size(): number {
    return this.#admitted.length + this.#dropped.length;
  }

  /** How long until a flush is due. */
  dueInMs(idleMs: number): number {
    if (this.size === 0) return idleMs;
    return this.size >= BATCH_TRANSACTIONS_MAX ? 0 : Math.max(0, this.#since + BATCH_MS - Date.now());
  }

  #grew(): void {
    if (this.size === 1) this.#since = Date.now();
  }

  async admit({ raw }: TransactionAdmitted): Promise<void> {
    // Admitted after a drop of the same batch: the order counts.
    if (this.#dropped.length > 0) await this.flush();
    try {
      this.#admitted.push(
        utxoNetworkOf(this.rules)
          ? pendingUtxo(raw, this.rules, nativeCrypto)
          : { row: pendingRow(decodeTransaction(raw, {}, nativeCrypto)), utxo: null },
      );
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
    this.#grew();
  }

  drop({ hash, code, reason }: TransactionDropped): void {
    this.#dropped.push({ hash, reason: `${code}: ${reason}` });
    this.#grew();
  }

  async flush(): Promise<void> {
    if (this.size === 0) return;
    const [admitted, dropped] = [this.#admitted, this.#dropped];
    this.#admitted = [];
    this.#dropped = [];
    await this.store.pending(admitted, dropped);
  }
}
