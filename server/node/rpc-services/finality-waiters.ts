/** Callers who wait until their transaction stands in a final block, or is dropped. Bounded; each ends with its call. */
import type { Block, BlockRef } from "#proto";
import { toHex } from "#server/lib/bytes";
import { RpcError } from "#server/rpc";

const WAITERS_MAX = 4_096;

interface Waiter {
  readonly resolve: (block: BlockRef) => void;
  readonly reject: (error: Error) => void;
}

export class FinalityWaiters {
  readonly #waiters = new Map<string, Set<Waiter>>();
  #count = 0;

  /** @throws RpcError when too many wait, when the transaction is dropped, or CANCELLED with the signal */
  wait(hash: Uint8Array, signal: AbortSignal): Promise<BlockRef> {
    if (this.#count >= WAITERS_MAX) {
      const text = `wait-queue-full: ${WAITERS_MAX} callers wait for finality; ask for ACKNOWLEDGEMENT_RECEIVED`;
      return Promise.reject(new RpcError("RESOURCE_EXHAUSTED", text));
    }
    const key = toHex(hash);
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters.get(key)?.delete(waiter);
        if (this.#waiters.get(key)?.size === 0) this.#waiters.delete(key);
        this.#count--;
        signal.removeEventListener("abort", cancelled);
      };
      const waiter: Waiter = {
        resolve: (block) => {
          leave();
          resolve(block);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const cancelled = () => waiter.reject(new RpcError("CANCELLED", "the caller has gone"));
      this.#count++;
      this.#waiters.set(key, (this.#waiters.get(key) ?? new Set()).add(waiter));
      if (signal.aborted) cancelled();
      else signal.addEventListener("abort", cancelled, { once: true });
    });
  }

  onFinal(block: Block): void {
    if (this.#count === 0) return;
    const ref: BlockRef = { height: block.height, hash: block.hash };
    for (const { transactionHash } of block.receipts) {
      for (const waiter of [...(this.#waiters.get(toHex(transactionHash)) ?? [])]) waiter.resolve(ref);
    }
  }

  onDropped(hash: string, code: string, reason: string): void {
    for (const waiter of [...(this.#waiters.get(hash) ?? [])]) {
      waiter.reject(new RpcError("FAILED_PRECONDITION", `${code}: ${reason}`));
    }
  }
}
